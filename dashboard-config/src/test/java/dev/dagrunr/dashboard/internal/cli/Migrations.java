package dev.dagrunr.dashboard.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.testsupport.Database;
import dev.dagrunr.testsupport.PostgresExtension;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A small source, an empty target and a metadata database, and command lines on them. */
record Migrations(Database metadata, Database source, Database target, Path home) {
    static final String MIGRATION = "postgres_to_postgres_migration";

    /** What a command line printed and ended with. */
    record Answer(int exitCode, String out, String err) {
        List<String> errors() {
            return err.lines().filter(line -> line.startsWith("error: ")).toList();
        }
    }

    static Migrations create(PostgresExtension postgres, Path home) {
        var migrations =
                new Migrations(postgres.createDatabase(), postgres.createDatabase(), postgres.createDatabase(), home);
        migrations.execute(migrations.source(), """
                create table author (id int primary key, name text not null);
                create table book (id int primary key, author int references author, title text);
                insert into author select n, 'author ' || n from generate_series(1, 50) n;
                insert into book select n, 1 + n % 50, 'book ' || n from generate_series(1, 500) n
                """);
        return migrations;
    }

    TreeMap<String, String> environment() {
        var environment = new TreeMap<String, String>();
        environment.put("DAGRUNR_HOME", home.toString());
        environment.put("DAGRUNR_DATABASE_URL", metadata.uri());
        environment.put("DAGRUNR_PARALLELISM", "4");
        environment.put("DAGRUNR_CONN_POSTGRES_SOURCE", source.uri());
        environment.put("DAGRUNR_CONN_POSTGRES_TARGET", target.uri());
        return environment;
    }

    Answer run(String... arguments) {
        return run(environment(), arguments);
    }

    static Answer run(Map<String, String> environment, String... arguments) {
        var terminal = RecordingTerminal.unseen();
        var exitCode = RootCommand.run(environment, terminal.terminal(), arguments);
        return new Answer(exitCode, terminal.out(), terminal.err());
    }

    void execute(Database database, String sql) {
        try (var connection = database.dataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    List<String> texts(Database database, String sql) {
        try (var connection = database.dataSource().getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var texts = new ArrayList<String>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    List<String> tablesOfTarget() {
        return texts(target, "select tablename::text from pg_tables where schemaname = 'public' order by 1");
    }

    void assertNothingChangedOnTheTarget() {
        assertThat(texts(target, "select nspname::text from pg_namespace where nspname like 'dagrunr%'"))
                .isEmpty();
        assertThat(tablesOfTarget()).isEmpty();
    }

    /** Every value of every table of our schema and JobRunr's, as text. */
    List<String> metadataDump() {
        var dump = new ArrayList<String>();
        for (var table : texts(metadata, """
                select format('%I.%I', table_schema, table_name)
                from information_schema.tables
                where table_schema in ('dagrunr', 'public')
                """)) {
            dump.addAll(texts(metadata, "select row_to_json(t)::text from " + table + " t"));
        }
        return dump;
    }
}
