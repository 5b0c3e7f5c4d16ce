package dev.dagrunr.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dagrunr.dag.RunState;
import dev.dagrunr.engine.RunHandle;
import dev.dagrunr.migration.ValidationDag;
import dev.dagrunr.migration.validation.ValidationReport;
import dev.dagrunr.testsupport.Database;
import dev.dagrunr.testsupport.PostgresExtension;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of materialized views, whose rows on the source are older than what their queries give. */
class MaterializedViewsIT {
    private static final String KINDS = """
            select string_agg(relname || ' ' || relkind::text, ', ' order by relname) from pg_class
            where relnamespace = 'public'::regnamespace and relkind in ('r', 'm', 'v')
            """;
    private static final String INDEXES =
            "select string_agg(pg_get_indexdef(indexrelid), '; ' order by indexrelid::regclass::text)"
                    + " from pg_index where indrelid = 'totals'::regclass";

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
        Sql.run(source, """
                create table items (id int primary key, note text collate "C");
                insert into items select n, repeat('x', n % 50) from generate_series(1, 6000) n;
                create function loud(text) returns text language sql immutable as 'select upper($1)';
                create materialized view totals with (fillfactor = 80) as
                    select id, loud(note) as "no'te", array[id] as ids from items;
                create unique index "by id" on totals (id);
                create index on totals ("no'te" text_pattern_ops);
                comment on materialized view totals is 'of items';
                comment on column totals.id is 'an id';
                comment on index "by id" is 'an index';
                grant select on totals to public;
                grant update (id) on totals to public;
                create statistics both_of_totals on id, "no'te" from totals;
                create statistics both_of_items (ndistinct) on id, note from items;
                create materialized view above as select count(*) as n from totals;
                create view shown as select max(id) as most, (select n from above) as n from totals;
                create materialized view unfilled as select id from items with no data;
                analyze;
                delete from items where id > 3000;
                """);
    }

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void movesTheRowsOfMaterializedViewsIntoTablesWhenTold() throws InterruptedException {
        var run = site.migrate("""
                {"materialized_views": "copy", "partition_threshold": 1000, "chunk_size": 700,
                 "validation_mode": "checksum"}
                """);

        assertSucceeded(run);
        assertThat(Sql.ask(target, KINDS)).isEqualTo("above r, items r, shown v, totals r, unfilled m");
        assertThat(Sql.ask(target, "select most || ' ' || n from shown")).isEqualTo("6000 6000");
        assertThat(Sql.ask(target, INDEXES)).contains("\"by id\"").isEqualTo(Sql.ask(source, INDEXES));
        assertThat(Sql.ask(
                        target,
                        "select obj_description('totals'::regclass) || col_description('totals'::regclass, 1)"
                                + " || obj_description('\"by id\"'::regclass)"))
                .isEqualTo("of itemsan idan index");
        assertThat(Sql.ask(
                        target,
                        "select has_table_privilege('public', 'totals', 'select')"
                                + " and has_column_privilege('public', 'totals', 'id', 'update')"))
                .isEqualTo("t");
        assertThat(Sql.ask(target, "select count(*) from pg_statistic_ext_data where stxdndistinct is not null"))
                .as("statistics objects that know something")
                .isEqualTo("2");
        assertThat(Sql.ask(target, "select reloptions::text from pg_class where relname = 'totals'"))
                .isEqualTo("{fillfactor=80}");
        assertThat(Site.text(run)).contains("transfer_partition[totals 2/2]", "transfer_partition[items 2/2]");
        assertThat(structure()).isEmpty();
    }

    @Test
    void fillsMaterializedViewsByTheirQueriesUnlessToldOtherwise() throws InterruptedException {
        assertSucceeded(site.migrate("{}"));

        assertThat(Sql.ask(target, KINDS)).isEqualTo("above m, items r, shown v, totals m, unfilled m");
        assertThat(Sql.ask(target, "select most || ' ' || n from shown")).isEqualTo("3000 3000");
        var other = site.migrate("{\"materialized_views\": \"copy\", \"drop_existing_tables\": true}");
        assertThat(Site.task(other, "extract_source_schema").reason())
                .contains(
                        "The target has a materialized view public.totals where this migration makes a table; drop it");
    }

    @Test
    void leavesMaterializedViewsWithoutRowsWhenTold() throws InterruptedException {
        var run = site.migrate("{\"materialized_views\": \"no_data\"}");

        assertSucceeded(run);
        assertThat(Sql.ask(target, "select count(*) from pg_class where relkind = 'm' and not relispopulated"))
                .isEqualTo("3");
        assertThat(structure()).isEmpty();
    }

    @Test
    void leavesOutTheMaterializedViewsThatGlobsExcludeAndWhatReadsThem() throws InterruptedException {
        var run = site.migrate("{\"materialized_views\": \"copy\", \"exclude_tables\": [\"above\", \"items\"]}");

        assertSucceeded(run);
        assertThat(Sql.ask(target, KINDS)).isEqualTo("totals r");
    }

    @Test
    void refusesAWordThatIsNoneOfThem() {
        assertThatThrownBy(() -> site.migrate("{\"materialized_views\": \"moved\"}"))
                .hasMessageContaining("materialized_views")
                .hasMessageContaining("moved");
        assertThat(Sql.ask(target, "select count(*) from pg_namespace where nspname like 'dagrunr%'"))
                .isEqualTo("0");
    }

    /** What the validation of the one run found to be otherwise. */
    private List<String> structure() {
        var run = site.dagrunr().runs(ValidationDag.ID, 2).get(0);
        return site.dagrunr()
                .run(ValidationDag.ID, run.runId())
                .result("report_validation", ValidationReport.class)
                .orElseThrow()
                .structure();
    }

    private static void assertSucceeded(RunHandle run) {
        assertThat(run.state()).as(() -> Site.text(run)).isEqualTo(RunState.SUCCESS);
    }
}
