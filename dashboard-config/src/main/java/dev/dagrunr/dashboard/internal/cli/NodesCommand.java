package dev.dagrunr.dashboard.internal.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The processes that run tasks. */
@Command(
        name = "nodes",
        mixinStandardHelpOptions = true,
        description = "Lists the processes that run tasks, also those lost within the last hour.")
final class NodesCommand implements Callable<Integer> {
    @Mixin
    private OutputOption output = new OutputOption();

    private final App app;

    NodesCommand(App app) {
        this.app = app;
    }

    @Override
    public Integer call() {
        try (var engine = app.connect()) {
            var listing = Listing.of("name", "alive", "parallelism", "started_at", "lease_until");
            for (var node : engine.dagrunr().nodes()) {
                listing.row(
                        node.name(),
                        node.alive(),
                        node.parallelism(),
                        Texts.time(node.startedAt()),
                        Texts.time(node.leaseUntil()));
            }
            listing.print(output.format, app.terminal());
            return ExitCode.SUCCESS;
        }
    }
}
