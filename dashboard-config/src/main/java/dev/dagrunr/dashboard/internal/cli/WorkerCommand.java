package dev.dagrunr.dashboard.internal.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** One more node. */
@Command(
        name = "worker",
        mixinStandardHelpOptions = true,
        description = "Runs tasks on the metadata database of DAGRUNR_DATABASE_URL, until Ctrl-C or SIGTERM: what runs"
                + " then is given back.")
final class WorkerCommand implements Callable<Integer> {
    private final App app;

    WorkerCommand(App app) {
        this.app = app;
    }

    @Override
    public Integer call() {
        if (app.settings().databaseUrl().isEmpty()) {
            throw CommandFailure.usage(
                    "DAGRUNR_DATABASE_URL is not set; set it to the metadata database that this worker"
                            + " shares with the other nodes, as postgresql://user:password@host:5432/database");
        }
        try (var engine = app.connect().work()) {
            app.terminal()
                    .note("This worker runs up to " + app.settings().tasksAtOnce() + " tasks at once on "
                            + engine.database() + ". Ctrl-C ends it.");
            app.termination().await();
            app.terminal().note("Ending; running tasks are given back.");
            return ExitCode.SUCCESS;
        }
    }
}
