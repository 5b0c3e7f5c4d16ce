/**
 * The command line: one class per command, the formats in which records are printed, and how an error becomes one
 * sentence and an exit code. Commands ask the engine and print; they decide nothing. Start reading at
 * {@link dev.dagrunr.dashboard.internal.cli.RootCommand}.
 */
@org.jspecify.annotations.NullMarked
package dev.dagrunr.dashboard.internal.cli;
