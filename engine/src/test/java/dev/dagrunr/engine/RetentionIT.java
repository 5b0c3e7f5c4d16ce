package dev.dagrunr.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.Expandable;
import dev.dagrunr.dag.NoParams;
import dev.dagrunr.dag.RunState;
import dev.dagrunr.testsupport.PostgresExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What of old runs goes, by itself and at somebody's word, and what stays whatever is said. */
class RetentionIT {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final NoParams NONE = new NoParams();
    private static final Duration YEAR = Duration.ofDays(365);

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.create();

    private static HikariDataSource pool;
    private final CountDownLatch held = new CountDownLatch(1);
    private DagRunr dagrunr;

    @BeforeAll
    static void openPool() {
        pool = Pools.of(POSTGRES.database());
    }

    @AfterAll
    static void closePool() {
        pool.close();
    }

    @AfterEach
    void stop() {
        held.countDown();
        dagrunr.close();
    }

    private DagRunner<NoParams> start(Dag<NoParams> dag, Retention retention) {
        dagrunr = DagRunr.configure()
                .dataSource(pool)
                .dags(dag)
                .parallelism(2)
                .retention(retention)
                .start();
        return dagrunr.runner(dag);
    }

    private static Dag<NoParams> dag(String id) {
        var dag = Dag.named(id);
        var each = dag.task("each").expand(Expandable.of(List.of(1, 2, 3))).runs(Integer.class, (n, context) -> {
            context.log().info("n is " + n);
            return n;
        });
        dag.task("last").reads(each).runs(Integer.class, (all, context) -> all.size());
        return dag.build();
    }

    private List<RunHandle> ended(DagRunner<NoParams> runner, int count) throws InterruptedException {
        var runs = IntStream.range(0, count).mapToObj(n -> runner.trigger(NONE)).toList();
        for (var run : runs) {
            assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        }
        return runs;
    }

    private RunHandle dated(DagRunner<NoParams> runner, String date) throws InterruptedException {
        var run = runner.trigger(NONE, TriggerOptions.defaults().withLogicalDate(Instant.parse(date + "T00:00:00Z")));
        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        return run;
    }

    private static void age(RunHandle run, Duration by) {
        Rows.change(
                pool,
                "update dagrunr.dag_run set ended_at = ended_at - interval '" + by.toSeconds() + " s' where id = "
                        + run.info().key());
    }

    private static List<String> left(String dagId) {
        return Rows.of(pool, "select run_id from dagrunr.dag_run where dag_id = '" + dagId + "' order by id");
    }

    @Test
    void runsThatAreOldEnoughGoByThemselvesWithAllThatBelongsToThem() throws InterruptedException {
        var runner = start(dag("aged"), Retention.unlimited().withRuns(Duration.ofDays(30)));
        var runs = ended(runner, 3);
        long first = runs.get(0).info().key();
        age(runs.get(0), Duration.ofDays(31));
        age(runs.get(1), Duration.ofDays(29));
        dagrunr.close();

        // a node looks when it starts, then once a minute
        start(dag("aged"), Retention.unlimited().withRuns(Duration.ofDays(30)));

        await().atMost(LONG)
                .untilAsserted(() -> assertThat(left("aged"))
                        .containsExactly(runs.get(1).runId(), runs.get(2).runId()));
        assertThat(Rows.of(
                        pool,
                        "select (select count(*) from dagrunr.task_instance where run = " + first
                                + ") + (select count(*) from dagrunr.xcom where run = " + first + ")"))
                .containsExactly("0");
    }

    @Test
    void ofEachDagTheNewestRunsStay() throws InterruptedException {
        var runs = ended(start(dag("counted"), Retention.unlimited()), 5);
        dagrunr.close();

        start(dag("counted"), Retention.unlimited().withRunsPerDag(2));

        await().atMost(LONG)
                .untilAsserted(() -> assertThat(left("counted"))
                        .containsExactly(runs.get(3).runId(), runs.get(4).runId()));
    }

    @Test
    void runsThatHaveNotEndedAndThoseThatOthersDependOnStay() throws InterruptedException {
        var dag = Dag.named("needed").maxActiveRuns(5);
        var hold = dag.task("hold").runs(Boolean.class, context -> {
            boolean waits = context.run()
                    .logicalDate()
                    .map(Instant::toString)
                    .orElse("")
                    .startsWith("2026-01-04");
            return !waits || held.await(20, TimeUnit.SECONDS);
        });
        dag.task("then").after(hold).runs(Integer.class, context -> 1);
        var runner = start(dag.build(), Retention.unlimited());
        var first = dated(runner, "2026-01-01");
        var before = dated(runner, "2026-01-03");
        var running =
                runner.trigger(NONE, TriggerOptions.defaults().withLogicalDate(Instant.parse("2026-01-04T00:00:00Z")));
        var last = dated(runner, "2026-01-09");
        List.of(first, before, last).forEach(run -> age(run, YEAR));
        var cutoff =
                CleanOptions.runsBefore(Instant.now().minus(Duration.ofDays(1))).ofDag("needed");

        assertThat(dagrunr.previewClean(cutoff).runs()).isEqualTo(1);
        assertThat(dagrunr.clean(cutoff).runs()).isEqualTo(1);

        assertThat(left("needed")).containsExactly(before.runId(), running.runId(), last.runId());
        held.countDown();
        assertThat(running.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertThat(dagrunr.clean(cutoff).runs()).isEqualTo(1);
        assertThat(left("needed")).containsExactly(running.runId(), last.runId());
    }

    /** As a node does that deletes old runs by itself at the same time. */
    @Test
    void cleaningWaitsForWhoIsDeletingTheSame() throws Exception {
        var runner = start(dag("shared"), Retention.unlimited());
        var runs = ended(runner, 2);
        age(runs.get(0), YEAR);
        var cutoff =
                CleanOptions.runsBefore(Instant.now().minus(Duration.ofDays(1))).ofDag("shared");
        var key = runs.get(0).info().key();
        Rows.change(pool, "update dagrunr.dag_run set expired = true where id = " + key);

        try (var other = pool.getConnection();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select from dagrunr.dag_run where id = " + key + " for update");
            var cleaned = CompletableFuture.supplyAsync(() -> dagrunr.clean(cutoff));
            await().atMost(LONG)
                    .until(() -> cleaned.isDone()
                            || !Rows.of(pool, "select 1 from pg_stat_activity where wait_event_type = 'Lock'")
                                    .isEmpty());
            assertThat(cleaned).isNotDone();
            other.rollback();
            cleaned.get(LONG.toSeconds(), TimeUnit.SECONDS);
        }

        assertThat(left("shared")).containsExactly(runs.get(1).runId());
    }

    @Test
    void logsValuesAndAttemptsCanGoBeforeTheirRun() throws InterruptedException {
        var runner = start(dag("parts"), Retention.unlimited());
        var run = ended(runner, 1).get(0);
        await().atMost(LONG).until(() -> !run.log("each", 0).isEmpty());
        age(run, YEAR);
        var options = CleanOptions.runsBefore(Instant.now().minus(Duration.ofDays(1)))
                .ofDag("parts")
                .withParts(EnumSet.of(CleanOptions.Part.LOGS, CleanOptions.Part.VALUES, CleanOptions.Part.ATTEMPTS));

        var preview = dagrunr.previewClean(options);
        assertThat(preview.runs()).isZero();
        assertThat(List.of(preview.values(), preview.attempts())).containsExactly(4L, 4L);
        assertThat(preview.logLines()).isEqualTo(3);
        assertThat(dagrunr.clean(options)).isEqualTo(preview);
        assertThat(dagrunr.clean(options)).isEqualTo(new Cleaned(0, 0, 0, 0));

        assertThat(run.log("each", 0)).isEmpty();
        assertThat(run.result("last", Integer.class)).isEmpty();
        run.clear(ClearOptions.wholeRun());
        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertThat(run.result("last", Integer.class)).contains(3);
    }

    @Test
    void oneRunIsDeletedWhenItHasEndedAndNobodyNeedsIt() throws InterruptedException {
        var dag = Dag.named("single");
        dag.task("hold").runs(Boolean.class, context -> held.await(20, TimeUnit.SECONDS));
        var runner = start(dag.build(), Retention.unlimited());
        var run = runner.trigger(NONE);
        assertThatThrownBy(run::delete)
                .hasMessageMatching(
                        "Run '.*' of DAG 'single' is (queued|running) and cannot be deleted; stop it first, or .*");
        held.countDown();
        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        var dated = dated(runner, "2026-01-01");
        long key = run.info().key();

        run.delete();

        assertThat(left("single")).containsExactly(dated.runId());
        assertThat(Rows.of(pool, "select count(*) from dagrunr.task_instance where run = " + key))
                .containsExactly("0");
        assertThatThrownBy(run::delete).hasMessageContaining("There is no run '" + run.runId() + "'");
        assertThatThrownBy(dated::delete)
                .hasMessage(
                        "Run '" + dated.runId() + "' of DAG 'single' is kept: tasks of the next run look at it as the"
                                + " run before, or its end is still being told; delete it when a later run has ended");
        assertThat(left("single")).containsExactly(dated.runId());
    }

    @Test
    void nobodyChangesARunThatIsBeingDeleted() throws InterruptedException {
        var run = ended(start(dag("expiring"), Retention.unlimited()), 1).get(0);
        Rows.change(
                pool,
                "update dagrunr.dag_run set expired = true where id = "
                        + run.info().key());

        assertThat(run.clear(ClearOptions.wholeRun())).isEmpty();
        assertThatThrownBy(run::rerunFailed).hasMessage("The run was deleted");
    }

    @Test
    void whatCannotBeKeptIsRefused() {
        start(dag("other"), Retention.unlimited());
        var retention = Retention.unlimited().withRunsPerDag(0).withLogs(Duration.ofDays(-1));
        assertThatThrownBy(() -> DagRunr.configure()
                        .dataSource(pool)
                        .retention(retention)
                        .start())
                .hasMessageContaining("the retention of logs is PT-24H, but must not be negative")
                .hasMessageContaining("the retention keeps 0 runs of a DAG, but at least 1 stays");
    }
}
