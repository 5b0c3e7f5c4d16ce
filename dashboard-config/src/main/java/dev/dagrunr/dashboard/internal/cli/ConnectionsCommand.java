package dev.dagrunr.dashboard.internal.cli;

import dev.dagrunr.migration.connection.ConnectionCheck;
import dev.dagrunr.migration.connection.ConnectionException;
import dev.dagrunr.migration.connection.Connections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The named connections of this environment. */
@Command(
        name = "connections",
        mixinStandardHelpOptions = true,
        description = "Lists and tests the connections that DAGRUNR_CONN_<ID> and AIRFLOW_CONN_<ID> define.")
final class ConnectionsCommand {
    private final App app;

    ConnectionsCommand(App app) {
        this.app = app;
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists them, without credentials.")
    int list(@Mixin OutputOption output) {
        try (var connections = Connections.from(app.environment())) {
            var listing = Listing.of("conn_id", "address", "problem");
            for (var id : connections.ids()) {
                describe(listing, connections, id);
            }
            listing.print(output.format, app.terminal());
            return ExitCode.SUCCESS;
        }
    }

    private static void describe(Listing listing, Connections connections, String id) {
        try {
            listing.row(id, connections.describe(id), null);
        } catch (ConnectionException e) {
            listing.row(id, null, e.getMessage());
        }
    }

    @Command(
            name = "test",
            mixinStandardHelpOptions = true,
            description = "Opens one connection, or each; ends 0 when all of them could be opened.")
    int test(
            @Parameters(paramLabel = "CONN_ID", arity = "0..1") @Nullable String connectionId,
            @Mixin OutputOption output) {
        try (var connections = Connections.from(app.environment())) {
            var ids = connectionId == null ? connections.ids() : List.of(connectionId);
            if (ids.isEmpty()) {
                throw CommandFailure.negative("No connection is defined; set DAGRUNR_CONN_POSTGRES_SOURCE"
                        + " and DAGRUNR_CONN_POSTGRES_TARGET to postgresql://user:password@host:port/database");
            }
            var checks = ids.stream().map(connections::test).toList();
            var listing = Listing.of("conn_id", "passed", "server_version", "error");
            checks.forEach(
                    check -> listing.row(check.connectionId(), check.passed(), check.serverVersion(), check.error()));
            listing.print(output.format, app.terminal());
            return checks.stream().allMatch(ConnectionCheck::passed) ? ExitCode.SUCCESS : ExitCode.NEGATIVE;
        }
    }
}
