package dev.dagrunr.migration.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.migration.connection.SessionSettings;
import dev.dagrunr.testsupport.PostgresExtension;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchingRelayIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.create();

    /** With messages that are merged below the driver, and with one for each row. */
    @ParameterizedTest
    @ValueSource(strings = {"", "?socketFactory=dev.dagrunr.migration.transfer.PlainSockets"})
    void tellsAsRowsGoBy(String option) throws Exception {
        var database = POSTGRES.createDatabase();
        Servers.execute(database, "create table copied (id int, note text)");
        var rows = new ArrayList<Long>();
        var bytes = new ArrayList<Long>();
        var environment = Map.of("DAGRUNR_CONN_HERE", database.uri() + option);
        try (var connections = Connections.from(environment);
                var source = connections.open("here", SessionSettings.reading("from"));
                var target = connections.open("here", SessionSettings.writing("to"))) {
            var chunk = new CopyStatements.Chunk(
                    "copy (select i, repeat('x', 90) from generate_series(1, 10000) i) to stdout (format binary)",
                    "copy public.copied from stdin (format binary)");

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
}
