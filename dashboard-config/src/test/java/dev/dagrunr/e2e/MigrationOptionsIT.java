package dev.dagrunr.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dagrunr.dag.RunState;
import dev.dagrunr.engine.RunHandle;
import dev.dagrunr.testsupport.Database;
import dev.dagrunr.testsupport.PostgresExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What of a database is migrated only when it is asked for, or left where it is. */
class MigrationOptionsIT {
    private static final String TABLE = "create table kept (id serial primary key, note text)";

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.create();

    private Database source;
    private Database target;
    private Site site;

    @BeforeEach
    void open() {
        source = POSTGRES.createDatabase();
        target = POSTGRES.createDatabase();
        site = Site.open(POSTGRES.database(), Site.environment(source, target));
    }

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void createsOnlyWhatIsMissing() throws InterruptedException {
        var unused = "create extension citext; create extension hstore";
        Sql.run(source, TABLE, unused, """
                insert into kept (note) values ('a'), ('b'), ('c');
                create index by_note on kept (note);
                create table "em'pty" (id int primary key, of int references kept);
                insert into "em'pty" values (1, 1), (2, 3);
                create table missing (id int generated always as identity primary key);
                insert into missing select from generate_series(1, 5);
                create function refuse() returns trigger language plpgsql as 'begin raise exception ''fired''; end';
                create trigger refuse before insert on "em'pty" for each row execute function refuse();
                create trigger refuse before insert on kept for each row execute function refuse();
                create view shown as select note from kept;
                """);
        Sql.run(target, TABLE, unused, """
                insert into kept (id, note) values (1, 'mine'), (2, 'mine'), (3, 'mine');
                select setval('kept_id_seq', 500);
                create table "em'pty" (id int primary key, of int);
                create function refuse() returns trigger language plpgsql as 'begin raise exception ''fired''; end';
                create trigger refuse before insert on "em'pty" for each row execute function refuse();
                create view shown as select note from kept;
                """);
        var view = Sql.ask(target, "select 'shown'::regclass::oid");

        var run = site.migrate("{\"keep_existing_tables\": true, \"source_schema\": \"*\"}");

        assertSucceeded(run);
        assertThat(Sql.list(target, "select distinct note from kept")).containsExactly("mine");
        assertThat(Sql.ask(target, "select last_value from kept_id_seq")).isEqualTo("500");
        assertThat(Sql.ask(target, "select 'shown'::regclass::oid")).isEqualTo(view);
        assertThat(Sql.ask(target, "select count(*) from \"em'pty\"")).isEqualTo("2");
        assertThat(Sql.ask(target, "select max(id) from missing")).isEqualTo("5");
        Sql.run(source, "select setval('kept_id_seq', 500)");
        assertThat(Catalog.of(target, "public")).containsExactlyElementsOf(Catalog.of(source, "public"));
    }

    @Test
    void takesNoTableOfARunThatFailedForAnExistingOne() throws InterruptedException {
        Sql.run(source, TABLE, """
                insert into kept (note) values ('a');
                create schema lib;
                create type lib.mood as enum ('ok');
                create table typed (mood lib.mood);
                insert into typed values ('ok');
                """);
        Sql.run(target, "create schema lib", "create type lib.mood as (a int)");
        var failed = site.migrate("{}");
        assertThat(failed.state()).isEqualTo(RunState.FAILED);
        assertThat(Sql.ask(target, "select count(*) from kept")).isEqualTo("1");

        var run = site.migrate("{\"keep_existing_tables\": true, \"include_tables\": [\"kept\"]}");

        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(Site.task(run, "extract_source_schema").reason())
                .contains("Table public.kept of the target may lack rows: run ", failed.runId());
    }

    @Test
    void namesWhatIsThereOtherwise() throws InterruptedException {
        Sql.run(source, TABLE, "create index by_note on kept (note)", "create view shown as select 1 as one");
        Sql.run(target, TABLE, "create index by_note on kept (id)", "create view shown as select 2 as one");

        var run = site.migrate("{\"keep_existing_tables\": true}");

        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(Site.task(run, "extract_source_schema").reason())
                .contains("The target has otherwise index by_note on public.kept; ", "otherwise view public.shown; ");
    }

    @Test
    void movesLargeObjectsOnceWhenTold() throws InterruptedException {
        Sql.run(source, TABLE, """
                select lo_from_bytea(77001, decode(repeat('00ff10', 1048576), 'hex')), lo_create(77002);
                comment on large object 77001 is 'it''s \\ large';
                grant select on large object 77002 to public;
                """);
        var sql =
                "select string_agg(concat_ws(' ', oid, lomacl, md5(lo_get(oid)), obj_description(oid, 'pg_largeobject')),"
                        + " '; ' order by oid) from pg_largeobject_metadata";
        assertSucceeded(site.migrate("{}"));
        assertThat(Sql.ask(target, "select count(*) from pg_largeobject_metadata"))
                .isEqualTo("0");

        assertSucceeded(site.migrate("{\"large_objects\": true}"));
        assertThat(Sql.ask(target, sql)).contains("it's \\ large").isEqualTo(Sql.ask(source, sql));

        var again = site.migrate("{\"large_objects\": true}");
        assertThat(Site.task(again, "extract_source_schema").reason()).contains("The target has large object 7700");
        Sql.run(source, "select lo_put(77001, 5, 'changed')");
        assertSucceeded(site.migrate("{\"large_objects\": true, \"drop_existing_tables\": true}"));
        assertThat(Sql.ask(target, sql)).isEqualTo(Sql.ask(source, sql));
    }

    @Test
    void keepsTablespacesWhenTold() throws InterruptedException {
        assumeTrue(Integer.parseInt(Sql.ask(source, "show server_version_num")) >= 150_000, "no tablespaces in place");
        Sql.run(
                source,
                "set allow_in_place_tablespaces = on",
                "create tablespace \"ta\"\"ble sp'ace\" location ''",
                """
                create table placed (id int, at int, unique (at) using index tablespace "ta""ble sp'ace")
                    tablespace "ta""ble sp'ace";
                alter table placed add primary key (id);
                create index there on placed (at) tablespace "ta""ble sp'ace";
                create index here on placed (at);
                create materialized view seen tablespace "ta""ble sp'ace" as select id from placed;
                """);
        var sql = "select string_agg(concat_ws(' ', relname, reltablespace), '; ' order by relname) from pg_class"
                + " where relnamespace = 'public'::regnamespace";
        try {
            assertSucceeded(site.migrate("{\"tablespaces\": true}"));
            assertThat(Sql.ask(target, sql)).isEqualTo(Sql.ask(source, sql));

            assertSucceeded(site.migrate("{\"drop_existing_tables\": true}"));
            assertThat(Sql.ask(
                            target,
                            "select sum(reltablespace::bigint) from pg_class where relnamespace ="
                                    + " 'public'::regnamespace"))
                    .isEqualTo("0");
        } finally {
            Sql.run(source, "drop table placed cascade", "drop tablespace \"ta\"\"ble sp'ace\"");
        }
    }

    @Test
    void leavesOutPublicationsWhenTold() throws InterruptedException {
        Sql.run(source, TABLE, "create publication told for table kept", "comment on publication told is 'all'");
        var whole = "\"source_schema\": \"*\", \"drop_existing_tables\": true";

        assertSucceeded(site.migrate("{%s, \"no_publications\": true}".formatted(whole)));
        assertThat(Sql.list(target, "select pubname from pg_publication")).isEmpty();

        assertSucceeded(site.migrate("{%s}".formatted(whole)));
        assertThat(Sql.list(target, "select pubname from pg_publication")).containsExactly("told");
    }

    private static void assertSucceeded(RunHandle run) {
        assertThat(run.state()).as(() -> Site.text(run)).isEqualTo(RunState.SUCCESS);
    }
}
