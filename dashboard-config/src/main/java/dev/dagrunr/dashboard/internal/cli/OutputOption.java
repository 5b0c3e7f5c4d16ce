package dev.dagrunr.dashboard.internal.cli;

import picocli.CommandLine.Option;

/** The option {@code -o}, the same for every command that lists something. */
final class OutputOption {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}")
    OutputFormat format = OutputFormat.table;
}
