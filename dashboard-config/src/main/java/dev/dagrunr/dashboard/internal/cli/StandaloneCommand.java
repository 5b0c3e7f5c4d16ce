package dev.dagrunr.dashboard.internal.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** All in one process. */
@Command(
        name = "standalone",
        mixinStandardHelpOptions = true,
        description =
                "Runs an engine with its dashboard, until Ctrl-C or SIGTERM. Metadata goes to DAGRUNR_DATABASE_URL,"
                        + " else to a server of its own below DAGRUNR_HOME.")
final class StandaloneCommand implements Callable<Integer> {
    @Mixin
    private DashboardOptions dashboardOptions = new DashboardOptions();

    private final App app;

    StandaloneCommand(App app) {
        this.app = app;
    }

    @Override
    public Integer call() throws IOException {
        dashboardOptions.check(app);
        try (var engine = app.connect().work();
                var dashboard = dashboardOptions.start(app, engine)) {
            app.terminal().out().println("Dashboard: " + dashboard.url());
            app.terminal().out().flush();
            app.terminal()
                    .note("Metadata in " + (engine.database().embedded() ? "the embedded " : "") + engine.database()
                            + "; up to " + app.settings().tasksAtOnce() + " tasks at once. Ctrl-C ends it.");
            app.termination().await();
            app.terminal().note("Ending; running tasks are given back.");
            return ExitCode.SUCCESS;
        }
    }
}
