package dev.dagrunr.dashboard.internal.cli;

import dev.dagrunr.dashboard.internal.demo.DemoData;
import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.migration.connection.SessionSettings;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Something to migrate, for who tries it out on servers of their own. */
@Command(
        name = "sample-data",
        mixinStandardHelpOptions = true,
        description = "Generates the tables and rows of the demo in the schema public of a named connection's database."
                + " All of it is there afterwards, or nothing when a table of such a name exists.")
final class SampleDataCommand implements Callable<Integer> {
    private static final String DUPLICATE_TABLE = "42P07";

    @Parameters(paramLabel = "CONN_ID", description = "Which connection, for instance postgres_source")
    private String connectionId = "";

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "" + DemoData.DEFAULT_ROWS,
            description = "Rows over all 16 tables; default: ${DEFAULT-VALUE}")
    private int rows = DemoData.DEFAULT_ROWS;

    private final App app;

    SampleDataCommand(App app) {
        this.app = app;
    }

    @Override
    public Integer call() throws SQLException {
        var data = DemoData.ofRows(rows);
        try (var connections = Connections.from(app.environment());
                var session = connections.open(connectionId, SessionSettings.writing("dagrunr sample-data"))) {
            try (var statement = session.createStatement()) {
                statement.execute("set search_path = public");
            }
            data.generate(session);
            app.terminal()
                    .out()
                    .println("Generated " + Texts.count(rows) + " rows in 16 tables at "
                            + connections.describe(connectionId) + ".");
            return ExitCode.SUCCESS;
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private CommandFailure failure(SQLException e) {
        var nothing = "Nothing was generated at connection '" + connectionId + "': " + e.getMessage();
        return DUPLICATE_TABLE.equals(e.getSQLState())
                ? CommandFailure.usage(nothing + "; drop it there, or name a connection to an empty database")
                : CommandFailure.environment(nothing, e);
    }
}
