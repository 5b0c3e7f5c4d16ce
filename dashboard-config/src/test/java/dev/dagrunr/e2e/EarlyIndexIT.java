package dev.dagrunr.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.TaskState;
import dev.dagrunr.engine.ClearOptions;
import dev.dagrunr.engine.RunHandle;
import dev.dagrunr.engine.TaskInstanceInfo;
import dev.dagrunr.testsupport.Database;
import dev.dagrunr.testsupport.PostgresExtension;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Indexes of a table that is complete are built while rows of another one still move. */
class EarlyIndexIT {
    private static final String LOCK = "4242";

    /** Rows of {@code slow} move only while nobody has the lock. */
    private static final String CONF = """
            {"row_filters": {"slow": "pg_catalog.pg_advisory_xact_lock_shared(%s) is not null"},
             "partition_threshold": 50000, "max_partitions": 2%s}
            """;

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.create();

    private Database source;
    private Database target;
    private Site site;

    @BeforeEach
    void open() {
        source = POSTGRES.createDatabase();
        target = POSTGRES.createDatabase();
        Sql.run(source, """
                create function chosen(n int) returns int language sql immutable as 'select n';
                create table slow (id int primary key);
                insert into slow select generate_series(1, 10);
                create table whole (id int primary key, n int);
                insert into whole select i, i from generate_series(1, 49000) i;
                create index whole_n on whole (public.chosen(n)) with (fillfactor = 20);
                create table parts (id int primary key, n int unique);
                insert into parts select i, -i from generate_series(1, 80000) i;
                """, "analyze");
        site = Site.open(POSTGRES.database(), Site.environment(source, target));
    }

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void buildsLargeIndexesOfCompleteTablesWhileOthersStillMove() throws SQLException, InterruptedException {
        var run = whileSlowWaits(CONF.formatted(LOCK, ""), started -> {
            assertThat(indexesOf("whole")).containsExactly("whole_n", "whole_pkey");
            assertThat(indexesOf("parts")).containsExactly("parts_n_key", "parts_pkey");
        });

        assertThat(run.state()).as(() -> Site.text(run)).isEqualTo(RunState.SUCCESS);
        var rowsEnded = ended(Site.task(run, "transfer_table", "slow"));
        assertThat(ended(Site.task(run, "index_table", "whole"))).isBefore(rowsEnded);
        assertThat(instances(run, "index_partition"))
                .allSatisfy(task -> assertThat(ended(task)).isBefore(rowsEnded));
        assertThat(instances(run, "create_indexes"))
                .allSatisfy(task -> assertThat(task.startedAt().orElseThrow()).isAfter(rowsEnded));
        assertThat(Sql.list(
                        target,
                        "select relname from pg_class where relkind = 'r' and relallvisible > 0 order by relname"))
                .as("vacuumed: large enough to be worth it")
                .contains("parts", "whole")
                .doesNotContain("slow");
        CrashIT.assertComplete(source, target);
    }

    @Test
    void leavesTablesThatAreToBecomeDurable() throws SQLException, InterruptedException {
        var run = whileSlowWaits(
                CONF.formatted(LOCK, ", \"use_unlogged_tables\": true"),
                started -> assertThat(indexesOf("whole")).isEmpty());

        assertThat(run.state()).as(() -> Site.text(run)).isEqualTo(RunState.SUCCESS);
        CrashIT.assertComplete(source, target);
    }

    @Test
    void failsTheTaskOfAnIndexAndGoesOnWhenThatIsMended() throws InterruptedException {
        Sql.run(target, """
                create function chosen(n int) returns int language plpgsql immutable as
                    $$begin raise 'not chosen'; end$$
                """);
        var run = site.migrate("{\"partition_threshold\": 50000, \"max_partitions\": 2}");

        assertThat(run.state()).isEqualTo(RunState.FAILED);
        // unless it handed the index over to the task of another table, which does not fail for it
        assertThat(Site.task(run, "index_table", "whole"))
                .satisfiesAnyOf(
                        task -> assertThat(task.state()).isEqualTo(TaskState.SUCCESS),
                        task -> assertThat(task.reason()).contains("whole_n", "not chosen"));
        assertThat(instances(run, "index_partition"))
                .extracting(TaskInstanceInfo::state)
                .containsOnly(TaskState.SUCCESS);
        assertThat(instances(run, "create_indexes"))
                .filteredOn(task -> task.state() == TaskState.FAILED)
                .isNotEmpty()
                .allSatisfy(task -> assertThat(task.reason()).contains("whole_n", "not chosen"));
        assertThat(Site.task(run, "confirm_migration").reason()).contains("The result was not validated");

        Sql.run(target, """
                create or replace function chosen(n int) returns int language sql immutable as 'select n'
                """);
        run.clear(ClearOptions.failed());

        assertThat(Site.awaitEnd(run)).as(() -> Site.text(run)).isEqualTo(RunState.SUCCESS);
        assertThat(Site.task(run, "transfer_table", "whole").tryNumber()).isEqualTo(1);
        CrashIT.assertComplete(source, target);
    }

    private interface Look {
        void at(RunHandle run);
    }

    /** Looks when all index tasks but that of {@code slow} have ended, then lets it go on to the end of the run. */
    private RunHandle whileSlowWaits(String conf, Look look) throws SQLException, InterruptedException {
        RunHandle run;
        try (var lock = source.dataSource().getConnection();
                var statement = lock.createStatement()) {
            statement.execute("select pg_advisory_lock(" + LOCK + ")");
            run = site.trigger(conf);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> run.state().finished() || (indexTasks(run) == 3 && ofSlow(run) == TaskState.RUNNING));
            assertThat(run.state()).as(() -> Site.text(run)).isEqualTo(RunState.RUNNING);
            look.at(run);
        }
        Site.awaitEnd(run);
        return run;
    }

    private static long indexTasks(RunHandle run) {
        return run.tasks().stream()
                .filter(task -> List.of("index_table", "index_partition").contains(task.taskId()))
                .filter(task -> task.state() == TaskState.SUCCESS)
                .count();
    }

    private static TaskState ofSlow(RunHandle run) {
        return Site.task(run, "transfer_table", "slow").state();
    }

    private static List<TaskInstanceInfo> instances(RunHandle run, String taskId) {
        return run.tasks().stream().filter(task -> task.taskId().equals(taskId)).toList();
    }

    private static Instant ended(TaskInstanceInfo task) {
        return task.endedAt().orElseThrow();
    }

    private List<String> indexesOf(String table) {
        return Sql.list(
                target,
                "select indexname from pg_indexes where schemaname = 'public' and tablename = ? order by indexname",
                table);
    }
}
