package dev.dagrunr.migration.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.migration.connection.SessionSettings;
import dev.dagrunr.testsupport.Database;
import dev.dagrunr.testsupport.PostgresExtension;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchingRelayIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.create();

    private static final String COPY_IN = "copy public.copied from stdin (format binary)";
    private static final String OWN_SOCKETS = "?socketFactory=dev.dagrunr.migration.transfer.PlainSockets";

    /** From socket to socket, and by the drivers of either side. */
    @ParameterizedTest
    @CsvSource({",", "own,", ",own", "own,own"})
    void tellsAsRowsGoBy(@Nullable String from, @Nullable String to) throws Exception {
        var database = POSTGRES.createDatabase();
        Servers.execute(database, "create table copied (id int, note text)");
        var rows = new ArrayList<Long>();
        var bytes = new ArrayList<Long>();
        try (var connections = connections(database, from, to);
                var source = connections.open("from", SessionSettings.reading("from"));
                var target = connections.open("to", SessionSettings.writing("to"))) {
            var chunk = new CopyStatements.Chunk(
                    "copy (select i, repeat('x', 90) from generate_series(1, 10000) i) to stdout (format binary)",
                    COPY_IN);

            var relayed = new BatchingRelay().relay(source, target, chunk, (count, size) -> {
                rows.add(count);
                bytes.add(size);
            });

            assertThat(relayed.rowsRead()).isEqualTo(10_000);
            assertThat(relayed.rowsWritten()).isEqualTo(10_000);
            assertThat(relayed.bytes()).isBetween(1_000_000L, 1_100_000L);
        }
        assertThat(Servers.ask(database, "select count(distinct id) from copied where note = repeat('x', 90)"))
                .isEqualTo("10000");
        assertThat(rows).hasSizeBetween(12, 17).isSorted().allMatch(count -> count > 0 && count <= 10_001);
        assertThat(bytes).isSorted();
    }

    @Test
    void sideIsTheTargetsWhenItRefusesARow() throws Exception {
        var database = POSTGRES.createDatabase();
        Servers.execute(database, "create table copied (id int check (id <> 77), note text)");
        try (var connections = connections(database, null, null);
                var source = connections.open("from", SessionSettings.reading("from"));
                var target = connections.open("to", SessionSettings.writing("to"))) {
            var chunk = new CopyStatements.Chunk(
                    "copy (select i, repeat('x', 900) from generate_series(1, 20000) i) to stdout (format binary)",
                    COPY_IN);

            assertThatThrownBy(() -> new BatchingRelay().relay(source, target, chunk, (count, size) -> {}))
                    .isInstanceOfSatisfying(Relay.SideException.class, e -> {
                        assertThat(e.side()).isEqualTo(Side.TARGET);
                        assertThat(e.failure().getSQLState()).isEqualTo("23514");
                    });
        }
    }

    @Test
    void sideIsTheTargetsWhenItsSessionEnds() throws Exception {
        var database = POSTGRES.createDatabase();
        Servers.execute(database, "create table copied (id int, note text)");
        try (var connections = connections(database, null, null);
                var source = connections.open("from", SessionSettings.reading("from"));
                var target = connections.open("to", SessionSettings.writing("the target"))) {
            var chunk = new CopyStatements.Chunk(
                    "copy (select i, repeat('x', 900) from generate_series(1, 200000) i) to stdout (format binary)",
                    COPY_IN);
            var ended = new AtomicBoolean();

            assertThatThrownBy(() -> new BatchingRelay().relay(source, target, chunk, (count, size) -> {
                        if (!ended.getAndSet(true)) {
                            end(database, "the target");
                        }
                    }))
                    .isInstanceOfSatisfying(
                            Relay.SideException.class, e -> assertThat(e.side()).isEqualTo(Side.TARGET));
        }
    }

    private static void end(Database database, String application) {
        Servers.ask(
                database,
                "select pg_terminate_backend(pid) from pg_stat_activity where application_name = '" + application
                        + "'");
    }

    private static Connections connections(Database database, @Nullable String from, @Nullable String to) {
        return Connections.from(Map.of(
                "DAGRUNR_CONN_FROM", database.uri() + (from == null ? "" : OWN_SOCKETS),
                "DAGRUNR_CONN_TO", database.uri() + (to == null ? "" : OWN_SOCKETS)));
    }
}
