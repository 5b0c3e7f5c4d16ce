package dev.dagrunr.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.TaskState;
import dev.dagrunr.engine.ClearOptions;
import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.migration.step.MigrationSummary;
import dev.dagrunr.testsupport.Database;
import dev.dagrunr.testsupport.PostgresExtension;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be migrated is said and fails the run; the rest is there; wrong input changes nothing. */
class FailureIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.create();

    private Database source;
    private Database target;

    @BeforeEach
    void create() {
        source = POSTGRES.createDatabase();
        target = POSTGRES.createDatabase();
        Sql.run(source, """
                create table parent (id int primary key);
                create table good (id int primary key, parent int references parent, note text unique);
                insert into parent select generate_series(1, 50);
                insert into good select i, i, 'n' || i from generate_series(1, 50) i;
                """);
    }

    private Site site() {
        return Site.open(POSTGRES.database(), Site.environment(source, target));
    }

    @Test
    void goesOnWithARowThatTheTargetRefusedOnceThatIsMended() throws InterruptedException {
        Sql.run(source, """
                create table picky (id int primary key, good int references good);
                insert into picky select i, i from generate_series(1, 50) i;
                """);
        Sql.run(target, """
                create table picky (id int not null, good int);
                create function refuse() returns trigger language plpgsql as
                    $$begin if new.id = 42 then raise 'not 42'; end if; return new; end$$;
                create trigger refuse before insert on picky for each row execute function refuse();
                """);
        try (var site = site()) {
            var run = site.migrate("{\"chunk_size\": 10, \"partition_strategy\": \"keyset\"}");

            assertThat(run.state()).isEqualTo(RunState.FAILED);
            assertThat(run.tasks())
                    .filteredOn(task ->
                            task.state() == TaskState.FAILED && task.taskId().equals("transfer_table"))
                    .singleElement()
                    .satisfies(task -> assertThat(task.label()).isEqualTo("picky"))
                    .satisfies(task -> assertThat(task.reason()).contains("Chunk 5 of public.picky", "not 42"));
            assertThat(Site.task(run, "confirm_migration").reason())
                    .startsWith("1 of 3 tables are not complete: public.picky (Chunk 5")
                    .containsPattern("Complete are public\\.(parent, public\\.good|good, public\\.parent)$");
            var summary = run.result("generate_migration_summary", MigrationSummary.class)
                    .orElseThrow();
            assertThat(summary.tables())
                    .filteredOn(table -> table.complete())
                    .extracting(table -> table.table())
                    .containsExactlyInAnyOrder("parent", "good");
            assertThat(constraints("good")).isEqualTo("good_note_key good_parent_fkey good_pkey");
            assertThat(Sql.ask(target, "select count(*) from picky")).isEqualTo("40");

            Sql.run(target, "drop trigger refuse on picky", "drop function refuse");
            run.clear(ClearOptions.failed());

            assertThat(Site.awaitEnd(run)).as(() -> Site.text(run)).isEqualTo(RunState.SUCCESS);
            assertThat(run.log(
                            "transfer_table",
                            Site.task(run, "transfer_table", "picky").mapIndex()))
                    .anySatisfy(line -> assertThat(line.message()).contains("Going on after chunk 4"));
            assertThat(Site.task(run, "transfer_table", "picky").resumedDone()).isEqualTo(40);
            CrashIT.assertComplete(source, target);
        }
    }

    @Test
    void namesTablesThatItDoesNotMigrate() throws InterruptedException {
        Sql.run(source, """
                create extension file_fdw;
                create server files foreign data wrapper file_fdw;
                create foreign table outside (line text) server files options (filename '/dev/null');
                """);
        try (var site = site()) {
            var run = site.migrate("{}");

            assertThat(run.state()).isEqualTo(RunState.FAILED);
            assertThat(run.tasks())
                    .filteredOn(task -> task.taskId().equals("transfer_table") && task.state() == TaskState.FAILED)
                    .allSatisfy(task -> assertThat(task.reason()).contains("public." + task.label(), "exclude_tables"))
                    .extracting(task -> task.label())
                    .containsExactly("outside");
            assertThat(Site.task(run, "confirm_migration").reason()).contains("public.outside");
            assertThat(constraints("good")).isEqualTo("good_note_key good_parent_fkey good_pkey");
        }
    }

    @Test
    void createsATableThatTheTargetRefusedOnceThatIsMended() throws InterruptedException {
        Sql.run(target, """
                create function guard() returns event_trigger language plpgsql as $$
                begin
                    if exists (select from pg_event_trigger_ddl_commands() where object_identity = 'public.good') then
                        raise exception 'no good here';
                    end if;
                end $$;
                create event trigger guard on ddl_command_end when tag in ('CREATE TABLE') execute function guard();
                """);
        try (var site = site()) {
            var run = site.migrate("{}");

            assertThat(run.state()).isEqualTo(RunState.FAILED);
            assertThat(Site.task(run, "transfer_table", "good").reason())
                    .contains("no good here", "clear create_tables with all that comes after it");
            assertThat(Site.task(run, "confirm_migration").reason())
                    .startsWith("1 of 2 tables are not complete: public.good (");

            Sql.run(target, "drop event trigger guard", "drop function guard");
            run.clear(ClearOptions.task("create_tables").withDownstream());

            assertThat(Site.awaitEnd(run)).as(() -> Site.text(run)).isEqualTo(RunState.SUCCESS);
            CrashIT.assertComplete(source, target);
        }
    }

    /** The source does not answer while another session has a table for itself. */
    @Test
    void aStopOrAClearEndsWhatHangsOnAServer() throws InterruptedException, SQLException {
        try (var site = site();
                var other = source.dataSource().getConnection();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table good");
            var stopped = site.trigger("{}");
            await(() -> readersThatWait() == 1);
            stopped.stop("It hangs");
            await(() -> readersThatWait() == 0);
            assertThat(Site.awaitEnd(stopped)).isEqualTo(RunState.FAILED);

            var run = site.trigger("{}");
            await(() -> readersThatWait() == 1);
            run.clear(ClearOptions.task("extract_source_schema"));
            await(() -> Site.task(run, "extract_source_schema").tryNumber() == 2 && readersThatWait() == 1);
            other.rollback();

            assertThat(Site.awaitEnd(run)).as(() -> Site.text(run)).isEqualTo(RunState.SUCCESS);
            CrashIT.assertComplete(source, target);
        }
    }

    private int readersThatWait() {
        return Integer.parseInt(Sql.ask(
                source,
                "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
                        + " and application_name = 'dagrunr extract_source_schema'"));
    }

    private static void await(BooleanSupplier what) throws InterruptedException {
        for (var look = 0; !what.getAsBoolean(); look++) {
            assertThat(look).as("looks").isLessThan(400);
            Site.pass(Duration.ofMillis(25));
        }
    }

    @Test
    void namesATypeThatTheTargetLacks() throws InterruptedException {
        Sql.run(source, """
                create schema lib;
                create type lib.mood as enum ('ok');
                create table typed (id int primary key, mood lib.mood);
                insert into typed values (1, 'ok');
                """);
        Sql.run(target, "create schema lib", "create type lib.mood as (a int)");
        try (var site = site()) {
            var run = site.migrate("{}");

            assertThat(run.state()).as(() -> Site.text(run)).isEqualTo(RunState.FAILED);
            assertThat(Site.task(run, "confirm_migration").reason())
                    .startsWith("1 of 3 tables are not complete: public.typed (");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"source_schema": "publik"}                      | Schema 'publik' does not exist in this database; it has 'public'
            {"target_conn_id": "postgres_source"}            | are the same database
            {"exclude_tables": "*"}                          | No table to migrate: schema public of the source has none that exclude_tables [*] leaves
            {}                                               | The target has rows in public.good already; set drop_existing_tables
            {"source_conn_id": "nowhere"}                    | Connection 'nowhere' is not defined: set DAGRUNR_CONN_NOWHERE
            {"source_conn_id": "unreachable"}                | 127.0.0.1:1
            {"target_conn_id": "unreachable"}                | 127.0.0.1:1
            """)
    void changesNothingWhenTheInputIsWrong(String conf, String message) throws InterruptedException {
        Sql.run(target, "create table good (id int primary key, parent int, note text)", "insert into good values (1)");
        var before = contents();
        var environment = new HashMap<>(Site.environment(source, target));
        environment.put("DAGRUNR_CONN_UNREACHABLE", "postgresql://u:p@127.0.0.1:1/db");
        try (var site = Site.open(POSTGRES.database(), environment)) {
            var run = site.migrate(conf);

            assertThat(run.state()).isEqualTo(RunState.FAILED);
            assertThat(Site.task(run, "extract_source_schema").reason())
                    .contains(message)
                    .hasLineCount(1);
            assertThat(Site.task(run, "confirm_migration").reason())
                    .startsWith("Nothing was migrated: Task 'extract_source_schema' before it failed")
                    .contains(message);
        }
        assertThat(contents()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"chunksize": 5}                                                  | key 'chunksize' is unknown
            {"chunk_size": 0}                                                 | chunk_size
            {"chunk_size":                                                    | it is not valid JSON at line 1
            {"drop_existing_tables": true, "truncate_existing_tables": true}  | choose one of them
            {"target_schema": ["a", "b"]}                                     | one target schema for each source schema
            """)
    void refusesAWrongConfBeforeThereIsARun(String conf, String message) {
        try (var site = site()) {
            int before =
                    site.dagrunr().runs("postgres_to_postgres_migration", 1000).size();

            assertThatThrownBy(() -> site.trigger(conf))
                    .isInstanceOf(DagRunrException.class)
                    .hasMessageContaining(message);
            assertThat(site.dagrunr().runs("postgres_to_postgres_migration", 1000))
                    .hasSize(before);
        }
    }

    private String constraints(String table) {
        return Sql.ask(
                target,
                "select string_agg(conname, ' ' order by conname) from pg_constraint"
                        + " where conrelid = ?::regclass and contype <> 'n'",
                table);
    }

    private List<String> contents() {
        return Stream.of(
                        Sql.list(target, "select nspname from pg_namespace order by 1"),
                        Catalog.of(target, "public"),
                        List.of(Checksums.of(target, "public").toString()))
                .flatMap(List::stream)
                .toList();
    }
}
