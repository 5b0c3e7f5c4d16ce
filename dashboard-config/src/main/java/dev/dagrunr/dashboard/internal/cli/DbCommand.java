package dev.dagrunr.dashboard.internal.cli;

import dev.dagrunr.dashboard.internal.node.MetadataDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.OptionalInt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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
            name = "check",
            mixinStandardHelpOptions = true,
            description = "Says whether it answers and holds our schema; changes nothing there.")
    int check(@Mixin OutputOption output) throws SQLException {
        try (var database = MetadataDatabase.open(app.settings(), 2);
                var connection = database.dataSource().getConnection()) {
            var version = schemaVersion(connection);
            Listing.of("database", "server_version", "schema_version")
                    .row(
                            database,
                            connection.getMetaData().getDatabaseProductVersion(),
                            version.isPresent() ? version.getAsInt() : null)
                    .print(output.format, app.terminal());
            if (version.isEmpty()) {
                app.terminal().error("It has no schema of DagRunr yet; run 'dagrunr db migrate'.");
                return ExitCode.NEGATIVE;
            }
            return ExitCode.SUCCESS;
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
