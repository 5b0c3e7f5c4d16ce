package dev.dagrunr.dashboard.internal.cli;

import dev.dagrunr.dashboard.internal.demo.DemoData;
import dev.dagrunr.dashboard.internal.demo.DemoServers;
import dev.dagrunr.dashboard.internal.node.AppDags;
import dev.dagrunr.dashboard.internal.node.AppEngine;
import dev.dagrunr.dashboard.internal.node.MetadataDatabase;
import dev.dagrunr.engine.TriggerOptions;
import dev.dagrunr.migration.MigrationDag;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Everything at work on this machine alone. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description =
                "Starts three PostgreSQL servers of its own, generates a database in the first, migrates it to the"
                        + " second and validates it by checksums. Exit code 0 only when all is equal. Leaves nothing behind.")
final class DemoCommand implements Callable<Integer> {
    private static final int ROWS_COMMITTED_AT_ONCE = 50_000;
    /** By the share of the rows that they hold, votes and comments are large and no other table is. */
    private static final int LARGE_TABLE_SHARE = 8;

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "" + DemoData.DEFAULT_ROWS,
            description = "Rows over all 16 tables; default: ${DEFAULT-VALUE}")
    private int rows = DemoData.DEFAULT_ROWS;

    @Option(names = "--keep", description = "Stays afterwards with servers and dashboard, until Ctrl-C")
    private boolean keep;

    @Mixin
    private DashboardOptions dashboardOptions = new DashboardOptions();

    private final App app;

    DemoCommand(App app) {
        this.app = app;
    }

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        var data = DemoData.ofRows(rows);
        dashboardOptions.check(app);
        var terminal = app.terminal();
        terminal.note("Starting PostgreSQL: source, target, metadata ...");
        var started = System.nanoTime();
        try (var servers = DemoServers.start(app.settings().home())) {
            terminal.note("Started after " + Texts.seconds(since(started)) + ".");
            if (!app.termination().isRequested()) {
                generate(data, servers);
            }
            if (app.termination().isRequested()) {
                return ExitCode.NEGATIVE;
            }
            return migrate(servers);
        }
    }

    private void generate(DemoData data, DemoServers servers) throws SQLException {
        app.terminal().note("Generating " + Texts.count(rows) + " rows in 16 tables ...");
        var started = System.nanoTime();
        data.generate(servers.source());
        app.terminal().note("Generated after " + Texts.seconds(since(started)) + ".");
    }

    private int migrate(DemoServers servers) throws IOException, InterruptedException {
        var settings = app.settings();
        var metadata = MetadataDatabase.over(servers.metadata(), AppEngine.connections(settings));
        try (var engine = AppEngine.connect(settings, AppDags.from(servers.environment()), metadata)
                        .work();
                var dashboard = dashboardOptions.startSomewhere(app, engine)) {
            app.terminal().note("Dashboard: " + dashboard.url());
            var run = engine.dagrunr().runner(MigrationDag.ID).triggerJson(conf(), TriggerOptions.defaults());
            var exitCode = new Waiting(app, engine, run).untilTheEnd();
            if (keep && !app.termination().isRequested()) {
                app.terminal().note("Dashboard: " + dashboard.url() + " - Ctrl-C ends it and removes the servers.");
                app.termination().await();
            }
            return exitCode;
        }
    }

    private String conf() {
        return """
                {"chunk_size": %d, "partition_threshold": %d, "validation_mode": "checksum"}""".formatted(ROWS_COMMITTED_AT_ONCE, rows / LARGE_TABLE_SHARE);
    }

    private static Duration since(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime);
    }
}
