package dev.dagrunr.migration.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.testsupport.Database;
import dev.dagrunr.testsupport.PostgresExtension;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ValidationIT {
    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    private static Database target;
    private static Connections connections;

    @BeforeAll
    static void open() {
        target = postgres.createDatabase();
        connections = Connections.from(
                Map.of("DAGRUNR_CONN_FROM", postgres.database().uri(), "DAGRUNR_CONN_TO", target.uri()));
    }

    @AfterAll
    static void close() {
        connections.close();
    }

    private static void fill(Database database, String table, String... rows) throws SQLException {
        try (var session = database.dataSource().getConnection();
                var statement = session.createStatement()) {
            statement.execute("create table public." + table + " (a text, b text, f float8)");
            for (var row : rows) {
                statement.execute("insert into public." + table + " values " + row);
            }
        }
    }

    private static TableComparison checksum(String table) {
        return new Validation(connections)
                .checksums("from", "to", List.of(pair(table)))
                .tables()
                .get(0);
    }

    private static TablePair pair(String table) {
        return new TablePair("public", table, "public", table, List.of("a", "b", "f"));
    }

    @Test
    void doesNotDependOnTheOrderOfRows() throws SQLException {
        fill(postgres.database(), "shuffled", "('x', null, 0.1)", "('y', '', 'NaN')");
        fill(target, "shuffled", "('y', '', 'NaN')", "('x', null, 0.1)");

        assertThat(checksum("shuffled").equal()).isTrue();
    }

    @Test
    void tellsAnEmptyTextFromNull() throws SQLException {
        fill(postgres.database(), "nulls", "('x', null, 1)");
        fill(target, "nulls", "('x', '', 1)");

        assertThat(checksum("nulls").equal()).isFalse();
    }

    @Test
    void tellsWhereOneValueEndsAndTheNextBegins() throws SQLException {
        fill(postgres.database(), "shifted", "('x,y', 'z', 1)", "('\"', ',', 1)");
        fill(target, "shifted", "('x', 'y,z', 1)", "('\",', '', 1)");

        assertThat(checksum("shifted").equal()).isFalse();
    }

    @Test
    void countsWhatIsThereTwice() throws SQLException {
        fill(postgres.database(), "twice", "('x', 'x', 1)", "('x', 'x', 1)", "('y', 'y', 1)", "('y', 'y', 1)");
        fill(target, "twice", "('x', 'x', 1)", "('x', 'x', 1)", "('x', 'x', 1)", "('y', 'y', 1)");

        assertThat(checksum("twice").equal()).isFalse();
    }

    @Test
    void tellsTheLastBitOfAFloat() throws SQLException {
        fill(postgres.database(), "floats", "('', '', 0.1)");
        fill(target, "floats", "('', '', 0.1 + 1.5e-17)");

        assertThat(checksum("floats").equal()).isFalse();
    }

    @Test
    void countsManyTablesAtOnceAndEachByItself() throws SQLException {
        for (var database : List.of(postgres.database(), target)) {
            fill(database, "one", "('a', 'b', 1)");
            fill(database, "none");
            try (var session = database.dataSource().getConnection();
                    var statement = session.createStatement()) {
                statement.execute("create table public.split (a int) partition by list (a);"
                        + "create table public.split_1 partition of public.split for values in (1);"
                        + "insert into public.split values (1), (1);"
                        + "create table public.child () inherits (public.one);"
                        + "insert into public.child values ('only in the child', '', 1)");
            }
        }

        assertThat(new Validation(connections)
                        .counts("from", "to", List.of(pair("one"), pair("none"), pair("split")))
                        .tables())
                .allMatch(TableComparison::equal)
                .extracting(TableComparison::sourceTable, TableComparison::targetRows)
                .containsExactly(tuple("public.one", 1L), tuple("public.none", 0L), tuple("public.split", 2L));
    }

    @Test
    void reportsCountsTableByTable() throws SQLException {
        fill(postgres.database(), "same", "('a', 'b', 1)");
        fill(target, "same", "('c', 'd', 2)");
        fill(postgres.database(), "fewer", "('a', 'b', 1)", "('a', 'b', 1)");
        fill(target, "fewer");
        fill(postgres.database(), "absent", "('a', 'b', 1)");

        var report =
                new Validation(connections).counts("from", "to", List.of(pair("same"), pair("fewer"), pair("absent")));

        assertThat(report.passed()).isFalse();
        assertThat(report.failed()).isEqualTo(2);
        assertThat(report.text().lines())
                .containsExactly(
                        "DIFFER public.fewer: 2 rows on the source, 0 on the target (-2)",
                        "ERROR  public.absent: target: ERROR: relation \"public.absent\" does not exist"
                                + " Position: 33 (SQLSTATE 42P01)",
                        "equal  public.same: 1 rows",
                        "1 of 3 tables are equal by counts, 1 rows.");
    }

    @Test
    void namesTheRowsThatDifferByTheirKeys() throws SQLException {
        fill(postgres.database(), "named", "('x', 'x', 1)", "('y''', 'y', 1)", "('Z', '', 1)", "('é', null, 1)");
        fill(target, "named", "('x', 'x', 1)", "('y''', 'n', 1)", "('é', '', 1)", "('more', '', 1)");

        var comparison = new Validation(connections)
                .checksums("from", "to", List.of(pair("named").withKey(List.of("a"))))
                .tables()
                .get(0);

        assertThat(comparison.equal()).isFalse();
        assertThat(comparison.differences())
                .containsExactlyInAnyOrder(
                        "(a) = (y') has other values on the target",
                        "(a) = (é) has other values on the target",
                        "(a) = (Z) is missing on the target",
                        "(a) = (more) is on the target only");
    }

    @Test
    void findsTheFewRowsThatDifferAmongMany() throws SQLException {
        for (var database : List.of(postgres.database(), target)) {
            fill(database, "many");
            try (var session = database.dataSource().getConnection();
                    var statement = session.createStatement()) {
                statement.execute("insert into public.many select i, i % 7, i from generate_series(1, 30000) i");
                if (database.equals(target)) {
                    statement.execute("update public.many set b = 'other' where f::int % 2 = 0");
                    statement.execute("update public.many set b = (f::int % 7)::text where f <> 778");
                    statement.execute("delete from public.many where f = 20000");
                }
            }
        }
        var pair = pair("many").withKey(List.of("a", "f"));
        var validation = new Validation(connections);

        var checksum =
                validation.checksums("from", "to", List.of(pair)).tables().get(0);
        var sample = validation.samples("from", "to", List.of(pair)).tables().get(0);

        assertThat(checksum.differences())
                .containsExactlyInAnyOrder(
                        "(a, f) = (778,778) has other values on the target",
                        "(a, f) = (20000,20000) is missing on the target");
        assertThat(sample.equal()).isFalse();
        assertThat(sample.sampledRows()).isBetween(5_000, 10_000);
    }

    @Test
    void looksEveryRowOfASmallTableUpInASample() throws SQLException {
        fill(postgres.database(), "sampled", "('x', 'x', 1)", "('y', 'y', 1)");
        fill(target, "sampled", "('x', 'x', 1)", "('y', 'n', 1)");

        var report = new Validation(connections)
                .samples("from", "to", List.of(pair("sampled").withKey(List.of("a"))));

        assertThat(report.text().lines()).contains("         (a) = (y) has other values on the target");
        assertThat(report.passed()).isFalse();
    }

    @Test
    void comparesOnlyTheRowsThatWereWanted() throws SQLException {
        fill(postgres.database(), "wanted", "('x', 'x', 1)", "('y', 'y', 2)");
        fill(target, "wanted", "('x', 'x', 1)");
        var pair = new TablePair(
                "public",
                "wanted",
                "public",
                "wanted",
                List.of("a", "b"),
                List.of("a"),
                "f < 2 -- all others",
                "in part");

        var comparison = new Validation(connections)
                .checksums("from", "to", List.of(pair))
                .tables()
                .get(0);

        assertThat(comparison.equal()).isTrue();
        assertThat(comparison.note()).isEqualTo("in part");
    }
}
