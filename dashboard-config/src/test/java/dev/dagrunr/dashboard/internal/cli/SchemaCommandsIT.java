package dev.dagrunr.dashboard.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.testsupport.Database;
import dev.dagrunr.testsupport.PostgresExtension;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SchemaCommandsIT {
    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    @Test
    void namesWhatDiffersAndEndsWithOne() throws SQLException {
        var source = database("create table t (a integer primary key, b text); create view v as select a from t");
        var target = database("create table t (a integer primary key, b varchar); create sequence s");
        var terminal = RecordingTerminal.unseen();

        int status = RootCommand.run(
                Map.of(),
                terminal.terminal(),
                "diff",
                "--source",
                source.uri(),
                "--target",
                target.uri(),
                "-o",
                "json");

        assertThat(status).isEqualTo(1);
        assertThat(terminal.out())
                .contains("\"difference\":\"different\",\"object\":\"table public.t\"")
                .contains("\"difference\":\"missing\",\"object\":\"view public.v\"")
                .contains("\"difference\":\"extra\",\"object\":\"sequence public.s\"")
                .doesNotContain("primary key t_pkey", source.password());
    }

    @Test
    void findsNoDifferenceUnderAnotherName() throws SQLException {
        var schema = """
                create schema %1$s;
                create table %1$s.t (b integer default 1 check (b > 0));
                comment on schema %1$s is 'one';
                grant usage on schema %1$s to public;
                alter default privileges in schema %1$s grant select on tables to public;
                """;
        var source = database(schema.formatted("a"));
        var target = database(schema.formatted("c"));
        var terminal = RecordingTerminal.unseen();

        int status = RootCommand.run(
                Map.of("DAGRUNR_CONN_POSTGRES_SOURCE", source.uri(), "DAGRUNR_CONN_POSTGRES_TARGET", target.uri()),
                terminal.terminal(),
                "diff",
                "--schema",
                "a",
                "--target-schema",
                "c");

        assertThat(status).as(terminal.out()).isZero();
    }

    @Test
    void printsAPlanThatCanBeRun() throws SQLException {
        var source = database("create table t (a integer primary key, b text); create view v as select a from t");
        var terminal = RecordingTerminal.unseen();

        int status = RootCommand.run(Map.of(), terminal.terminal(), "plan", "--source", source.uri());
        var target = database(terminal.out());

        assertThat(status).isZero();
        assertThat(terminal.out())
                .contains(
                        "-- Moving about 0 rows, ",
                        "in 1 partition, about ",
                        "-- Together about 0 rows and",
                        "in 1 tables");
        var diff = RecordingTerminal.unseen();
        assertThat(RootCommand.run(
                        Map.of(), diff.terminal(), "diff", "--source", source.uri(), "--target", target.uri()))
                .as(diff.out())
                .isZero();
    }

    @Test
    void saysWhichDatabaseDoesNotAnswerOrLacksWhatWasAskedFor() throws SQLException {
        var source = database("create table t (a integer)");
        var silent = RecordingTerminal.unseen();
        var without = RecordingTerminal.unseen();

        int noAnswer = RootCommand.run(
                Map.of(),
                silent.terminal(),
                "diff",
                "--source",
                source.uri(),
                "--target",
                "postgresql://u:hidden-word@localhost:1/d");
        int noSchema =
                RootCommand.run(Map.of(), without.terminal(), "plan", "--source", source.uri(), "--schema", "nowhere");

        assertThat(noAnswer).isEqualTo(3);
        assertThat(silent.err())
                .contains("cannot open a session on localhost:1/d")
                .doesNotContain("hidden-word", "Internal");
        assertThat(noSchema).isEqualTo(2);
        assertThat(without.err()).contains("nowhere").doesNotContain("Internal");
    }

    private static Database database(String sql) throws SQLException {
        var database = postgres.createDatabase();
        try (var connection = database.dataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
        return database;
    }
}
