package dev.dagrunr.dashboard.internal.cli;

import dev.dagrunr.engine.PoolSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Slots that the tasks of all DAGs share. */
@Command(name = "pools", mixinStandardHelpOptions = true, description = "Lists, sets and deletes pools.")
final class PoolsCommand {
    private final App app;

    PoolsCommand(App app) {
        this.app = app;
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists pools; -1 slots are no limit.")
    int list(@Mixin OutputOption output) {
        try (var engine = app.connect()) {
            var listing = Listing.of("pool", "slots", "occupied", "waiting", "include_deferred", "description");
            for (var pool : engine.dagrunr().pools()) {
                listing.row(
                        pool.name(),
                        pool.settings().slots(),
                        pool.occupied(),
                        pool.waiting(),
                        pool.settings().includeDeferred(),
                        pool.settings().description());
            }
            listing.print(output.format, app.terminal());
            return ExitCode.SUCCESS;
        }
    }

    @Command(name = "set", mixinStandardHelpOptions = true, description = "Makes a pool, or changes one.")
    int set(
            @Parameters(paramLabel = "POOL") String name,
            @Parameters(paramLabel = "SLOTS", description = "-1 for no limit") int slots,
            @Option(names = "--include-deferred", description = "Tasks that wait for a run of another DAG keep theirs")
                    boolean includeDeferred,
            @Option(names = "--description", paramLabel = "TEXT", defaultValue = "") String description) {
        try (var engine = app.connect()) {
            engine.dagrunr().setPool(new PoolSettings(name, slots, includeDeferred, description));
            app.terminal().out().println("Pool " + name + " has " + (slots < 0 ? "no limit." : slots + " slots."));
            return ExitCode.SUCCESS;
        }
    }

    @Command(name = "delete", mixinStandardHelpOptions = true, description = "Deletes a pool that no run needs.")
    int delete(@Parameters(paramLabel = "POOL") String name) {
        try (var engine = app.connect()) {
            engine.dagrunr().deletePool(name);
            app.terminal().out().println("Deleted pool " + name + ".");
            return ExitCode.SUCCESS;
        }
    }
}
