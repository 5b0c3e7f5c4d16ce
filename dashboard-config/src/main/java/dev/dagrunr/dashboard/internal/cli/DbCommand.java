package dev.dagrunr.dashboard.internal.cli;

import dev.dagrunr.dashboard.internal.node.MetadataDatabase;
import dev.dagrunr.engine.CleanOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The metadata database itself. */
@Command(name = "db", mixinStandardHelpOptions = true, description = "Looks after the metadata database.")
final class DbCommand {
    private final App app;

    DbCommand(App app) {
        this.app = app;
    }

    @Command(
            name = "migrate",
            mixinStandardHelpOptions = true,
            description = "Brings its schema to this version; does nothing when it is. Nodes do so when they start.")
    int migrate() {
        try (var engine = app.connect()) {
            app.terminal().out().println("The schema of " + engine.database() + " is up to date.");
            return ExitCode.SUCCESS;
        }
    }

    @Command(
            name = "clean",
            mixinStandardHelpOptions = true,
            description =
                    "Deletes runs that ended before a time, or parts of them. Never a run that has not ended, nor the"
                            + " last of a DAG by its logical date.")
    int clean(
            @Option(
                            names = "--before",
                            paramLabel = "TIME",
                            required = true,
                            description = "Such as 2026-01-31, or with a time and a zone")
                    String before,
            @Option(names = "--dag-id", paramLabel = "DAG", description = "Only of this DAG") @Nullable String dagId,
            @Option(
                            names = "--parts",
                            split = ",",
                            paramLabel = "PART",
                            description = "runs (unless given), logs, values, attempts: what of them")
                    @Nullable List<CleanOptions.Part> parts,
            @Option(names = "--dry-run", description = "Says how much it would be, and changes nothing") boolean dryRun,
            @Option(
                            names = {"-y", "--yes"},
                            description = "Required to change anything")
                    boolean yes,
            @Mixin OutputOption output) {
        if (!dryRun && !yes) {
            throw CommandFailure.usage("Nothing was deleted; look with --dry-run, or give --yes");
        }
        var options = new CleanOptions(
                Dates.instant("--before", before),
                Optional.ofNullable(dagId),
                parts == null ? EnumSet.of(CleanOptions.Part.RUNS) : EnumSet.copyOf(parts));
        try (var engine = app.connect()) {
            var dagrunr = engine.dagrunr();
            var cleaned = dryRun ? dagrunr.previewClean(options) : dagrunr.clean(options);
            Listing.of("runs", "log_lines", "values", "attempts")
                    .row(cleaned.runs(), cleaned.logLines(), cleaned.values(), cleaned.attempts())
                    .print(output.format, app.terminal());
            return ExitCode.SUCCESS;
        }
    }

    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = "Says whether it answers and holds our schema; changes nothing there.")
    int check(@Mixin OutputOption output) throws SQLException {
        try (var database = MetadataDatabase.open(app.settings(), 2);
                var connection = database.dataSource().getConnection()) {
            var version = schemaVersion(connection);
            Listing.of("database", "server_version", "schema_version", "size_mb", "jobs_mb")
                    .row(
                            database,
                            connection.getMetaData().getDatabaseProductVersion(),
                            version.isPresent() ? version.getAsInt() : null,
                            megabytes(connection, RUNS),
                            megabytes(connection, JOBS))
                    .print(output.format, app.terminal());
            if (version.isEmpty()) {
                app.terminal().error("It has no schema of DagRunr yet; run 'dagrunr db migrate'.");
                return ExitCode.NEGATIVE;
            }
            return ExitCode.SUCCESS;
        }
    }

    private static final String RUNS = """
            select coalesce(sum(pg_total_relation_size(oid)), 0) / 1048576
            from pg_class
            where relkind = 'r' and relnamespace = to_regnamespace('dagrunr')
            """;

    private static final String JOBS = """
            select coalesce(sum(pg_total_relation_size(oid)), 0) / 1048576
            from pg_class
            where relkind = 'r' and relname like 'jobrunr\\_%'
            """;

    private static long megabytes(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static final String HAS_SCHEMA = "select to_regclass('dagrunr.schema_version') is not null";

    private static final String SCHEMA_VERSION = "select max(version) from dagrunr.schema_version";

    private static OptionalInt schemaVersion(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            try (var rows = statement.executeQuery(HAS_SCHEMA)) {
                rows.next();
                if (!rows.getBoolean(1)) {
                    return OptionalInt.empty();
                }
            }
            try (var rows = statement.executeQuery(SCHEMA_VERSION)) {
                rows.next();
                return OptionalInt.of(rows.getInt(1));
            }
        }
    }
}
