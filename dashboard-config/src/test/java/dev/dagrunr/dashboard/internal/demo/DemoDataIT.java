package dev.dagrunr.dashboard.internal.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dagrunr.dashboard.internal.postgres.EmbeddedServer;
import dev.dagrunr.dashboard.internal.postgres.ServerOptions;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoDataIT {
    @TempDir
    static Path home;

    private static EmbeddedServer server;

    @BeforeAll
    static void start() {
        server = EmbeddedServer.open(home, "demo", ServerOptions.forBulkData());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void generatesExactlyTheRowsAskedForOverSixteenTables() throws SQLException {
        var database = server.emptyDatabase("counts");
        DemoData.ofRows(20_000).generate(database);

        var counted = counts(database);
        assertThat(counted).hasSize(16);
        assertThat(counted.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(20_000);
        DemoData.ofRows(20_000)
                .plannedRows()
                .forEach((table, rows) ->
                        assertThat(counted.get(table)).as(table).isEqualTo(rows.longValue()));
    }

    @Test
    void theSameSeedGivesTheSameRowsAndAnotherSeedOthers() throws SQLException {
        var first = fingerprints(new DemoData(6_000, 1));
        assertThat(fingerprints(new DemoData(6_000, 1))).isEqualTo(first);
        assertThat(fingerprints(new DemoData(6_000, 2)).get("votes")).isNotEqualTo(first.get("votes"));
    }

    @Test
    void theSmallestDemoHasRowsInEachTable() throws SQLException {
        var database = server.emptyDatabase("smallest");
        DemoData.ofRows(DemoData.MIN_ROWS).generate(database);
        assertThat(counts(database).values())
                .allSatisfy(rows -> assertThat(rows).isPositive());
    }

    @Test
    void refusesFewerRowsThanMakeADemo() {
        assertThatThrownBy(() -> DemoData.ofRows(100))
                .hasMessage("The demo cannot have 100 rows; ask for 5000 or more.");
    }

    @Test
    void holdsTheValuesThatMigrationsGetWrong() throws SQLException {
        var database = server.emptyDatabase("nasties");
        DemoData.ofRows(200_000).generate(database);
        assertThat(number(database, "select count(*) from users where acceptance_rate = 'NaN'"))
                .isPositive();
        assertThat(number(database, "select count(*) from users where location = '\\N'"))
                .isPositive();
        assertThat(number(database, "select count(*) from posts where heat = 'Infinity'"))
                .isPositive();
        assertThat(number(database, "select count(*) from posts where body like '%' || chr(13) || chr(10) || '%'"))
                .isPositive();
        assertThat(number(database, "select count(*) from pg_indexes where schemaname = 'public'"))
                .isGreaterThan(40);
    }

    private static Map<String, Long> counts(DataSource database) throws SQLException {
        var counts = new TreeMap<String, Long>();
        for (var table : tables(database)) {
            counts.put(table, number(database, "select count(*) from " + table));
        }
        return counts;
    }

    private static Map<String, Long> fingerprints(DemoData data) throws SQLException {
        var database = server.emptyDatabase("fingerprints");
        data.generate(database);
        var fingerprints = new LinkedHashMap<String, Long>();
        for (var table : tables(database)) {
            fingerprints.put(
                    table,
                    number(
                            database,
                            "select (sum(hashtextextended(t::text, 0)) % 1000000007)::bigint from " + table + " as t"));
        }
        return fingerprints;
    }

    private static Iterable<String> tables(DataSource database) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "select string_agg(tablename, ',' order by tablename) from pg_tables where schemaname = 'public'")) {
            rows.next();
            return List.of(rows.getString(1).split(","));
        }
    }

    private static long number(DataSource database, String sql) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
