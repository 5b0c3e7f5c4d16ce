package dev.dagrunr.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.TaskState;
import dev.dagrunr.engine.LogLine;
import dev.dagrunr.engine.RunHandle;
import dev.dagrunr.engine.TaskInstanceInfo;
import dev.dagrunr.migration.step.MigrationSummary;
import dev.dagrunr.testsupport.Database;
import dev.dagrunr.testsupport.PostgresExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MigrationIT {
    private static final String SMALL_PARTS =
            "\"partition_threshold\": 10000, \"max_partitions\": 8, \"chunk_size\": 1500, \"partition_strategy\": \"ntile\"";

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.create();

    private static Database source;

    private Database target;
    private Site site;

    @BeforeAll
    static void createSource() {
        source = POSTGRES.createDatabase();
        VariedSchema.create(source);
    }

    @BeforeEach
    void open() {
        target = POSTGRES.createDatabase();
        site = Site.open(POSTGRES.database(), Site.environment(source, target));
    }

    @AfterEach
    void close() {
        site.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false", "\"auto\""})
    void leavesATargetThatIsLikeTheSource(String unlogged) throws InterruptedException {
        var run = site.migrate("{%s, \"use_unlogged_tables\": %s, \"validation_mode\": \"checksum\"}"
                .formatted(SMALL_PARTS, unlogged));

        assertSucceeded(run);
        assertThat(Checksums.of(target, "public")).hasSize(11).isEqualTo(Checksums.of(source, "public"));
        assertThat(Catalog.of(target, "public")).containsExactlyElementsOf(Catalog.of(source, "public"));
        assertThat(Sql.list(target, "select relname from pg_stat_user_tables where analyze_count > 1"))
                .as("analyzed by more than one lane")
                .isEmpty();
        assertThat(Sql.ask(target, "select n_live_tup from pg_stat_user_tables where relname = 'keyless'"))
                .as("rows that the server counts")
                .isEqualTo("3000");
        assertThat(Sql.list(target, "select nspname from pg_namespace where nspname ~ 'dagrunr'"))
                .isEmpty();
    }

    @Test
    void tellsWhatItDidInNamesLogsAndSummary() throws InterruptedException {
        var run = site.migrate("{%s}".formatted(SMALL_PARTS));

        assertSucceeded(run);
        var summary =
                run.result("generate_migration_summary", MigrationSummary.class).orElseThrow();
        assertThat(summary.failure()).isNull();
        assertThat(summary.tables())
                .hasSize(11)
                .allSatisfy(table -> assertThat(table.complete()).isTrue());
        assertThat(summary.tables())
                .filteredOn(table -> table.table().equals("votes"))
                .singleElement()
                .satisfies(votes -> assertThat(votes.rows()).isEqualTo(VariedSchema.VOTES))
                .satisfies(votes -> assertThat(votes.tasks()).isEqualTo(2))
                .satisfies(votes -> assertThat(run.tasks().stream()
                                .filter(task -> task.label().startsWith("votes "))
                                .mapToLong(TaskInstanceInfo::progressBytes)
                                .sum())
                        .isPositive()
                        .isEqualTo(votes.bytes()));
        assertThat(run.tasks())
                .filteredOn(task -> task.taskId().equals("transfer_partition"))
                .allSatisfy(task -> assertThat(task.progressDone()).isEqualTo(VariedSchema.VOTES / 2))
                .extracting(TaskInstanceInfo::label)
                .containsExactly("votes 1/2", "votes 2/2");
        assertThat(run.log("transfer_partition", 1))
                .extracting(LogLine::message)
                .anySatisfy(line -> assertThat(line).contains("20,000 rows in 14 chunks"));
        assertThat(Sql.list(POSTGRES.database(), "select jobasjson::json ->> 'jobName' from jobrunr_jobs"))
                .contains(
                        "transfer_partition [votes 2/2] · " + run.runId(),
                        "transfer_table [" + VariedSchema.WEIRD + "] · " + run.runId(),
                        "create_indexes [1/4] · " + run.runId(),
                        "create_primary_keys · " + run.runId());
    }

    @Test
    void renamesTheSchema() throws InterruptedException {
        var run = site.migrate("""
                {"source_schema": "public", "target_schema": "we\\"ird; schema --", "validation_mode": "checksum"}
                """);

        assertSucceeded(run);
        assertThat(Checksums.of(target, "we\"ird; schema --")).isEqualTo(Checksums.of(source, "public"));
        assertThat(Catalog.of(target, "public")).isEmpty();
    }

    @Test
    void leavesOutWhatIsExcluded() throws InterruptedException {
        var run = site.migrate("""
                {"include_tables": ["*e*", "public.u*"], "exclude_tables": ["we*", "keyless"]}
                """);

        assertSucceeded(run);
        assertThat(Checksums.of(target, "public").keySet())
                .containsExactlyInAnyOrder("circle", "empty", "users", "votes");
    }

    @Test
    void putsNewTablesInThePlaceOfOldOnesWhenTold() throws InterruptedException {
        Sql.run(target, """
                create table votes (other int);
                insert into votes values (1);
                create table circle (id int primary key, next int references circle);
                insert into circle values (1, 1);
                """);

        var run = site.migrate("{%s, \"drop_existing_tables\": true}".formatted(SMALL_PARTS));

        assertSucceeded(run);
        assertThat(Checksums.of(target, "public")).isEqualTo(Checksums.of(source, "public"));
        assertThat(Catalog.of(target, "public")).containsExactlyElementsOf(Catalog.of(source, "public"));
    }

    @Test
    void emptiesAndKeepsOldTablesWhenTold() throws InterruptedException {
        assertSucceeded(site.migrate("{%s}".formatted(SMALL_PARTS)));
        var kept = Sql.ask(target, "select 'votes'::regclass::oid");
        Sql.run(target, "delete from votes where a > 100", "insert into keyless values (77, 'stays not')");

        var run = site.migrate("{%s, \"truncate_existing_tables\": true}".formatted(SMALL_PARTS));

        assertSucceeded(run);
        assertThat(Checksums.of(target, "public")).isEqualTo(Checksums.of(source, "public"));
        assertThat(Catalog.of(target, "public")).containsExactlyElementsOf(Catalog.of(source, "public"));
        assertThat(Sql.ask(target, "select 'votes'::regclass::oid")).isEqualTo(kept);
    }

    private static void assertSucceeded(RunHandle run) {
        assertThat(run.state()).as(() -> Site.text(run)).isEqualTo(RunState.SUCCESS);
        assertThat(run.tasks())
                .filteredOn(task -> task.state() == TaskState.SUCCESS)
                .extracting(TaskInstanceInfo::tryNumber)
                .containsOnly(1);
    }
}
