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
}
