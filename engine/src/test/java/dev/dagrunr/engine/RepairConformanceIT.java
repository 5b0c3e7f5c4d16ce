package dev.dagrunr.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.Expandable;
import dev.dagrunr.dag.NoParams;
import dev.dagrunr.dag.RetryPolicy;
import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.TaskHandle;
import dev.dagrunr.dag.TaskSkippedException;
import dev.dagrunr.testsupport.PostgresExtension;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What Airflow's tests say of clearing and marking, row by row; the ids are those of the tables. Not here: CR003 (a deferred
 * instance has no method to go on with), CR004 to CR007 (a cleared run goes on at once, and counts no clears), CR011 (a run is
 * decided by the shape it started with, so no task goes missing), CR023 (nobody is kept from clearing what runs).
 */
class RepairConformanceIT {
    private static final Duration LONG = Duration.ofSeconds(30);

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

    private RunHandle start(Dag<NoParams> dag) {
        dagrunr = DagRunr.configure().dataSource(pool).dags(dag).parallelism(2).start();
        return dagrunr.runner(dag).trigger(new NoParams());
    }

    private static String column(RunHandle run, String column, String taskId) {
        return Rows.of(
                        pool,
                        "select " + column + " from dagrunr.task_instance where run = "
                                + run.info().key() + " and task_id = '" + taskId + "'")
                .get(0);
    }

    /** How many tries are left is what matters; Airflow counts retries in max_tries, this engine counts tries. */
    @Test
    void cr001AndCr010aClearedTaskMayBeTriedAsOftenAgainAsItSays() throws InterruptedException {
        var dag = Dag.named("cr001");
        var gate = dag.task("gate").runs(Boolean.class, context -> true);
        dag.task("ti0").after(gate).runs(String.class, context -> "");
        dag.task("ti1")
                .after(gate)
                .retries(RetryPolicy.fixedDelay(2, Duration.ZERO))
                .runs(String.class, context -> "");
        var run = start(dag.build());
        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        dagrunr.close();
        dagrunr = DagRunr.configure().dataSource(pool).dags(dag.build()).connect();

        var again = dagrunr.run("cr001", run.runId());
        again.clear(ClearOptions.wholeRun());

        assertThat(column(again, "try_number", "ti0") + column(again, "max_tries - 1", "ti0"))
                .isEqualTo("11");
        assertThat(column(again, "try_number", "ti1") + column(again, "max_tries - 1", "ti1"))
                .isEqualTo("13");
    }

    @ParameterizedTest
    @CsvSource({
        "CR012, success, success",
        "CR013, failed, failed",
        "CR014, skipped, skipped",
        "CR015, up_for_retry, failed",
        "CR017, running, failed"
    })
    void theHistoryKeepsWhatWasCleared(String id, String state, String kept) {
        var dag = Dag.named(id.toLowerCase(Locale.ROOT));
        dag.task("only")
                .retries(state.equals("up_for_retry") ? RetryPolicy.fixedDelay(1, LONG) : RetryPolicy.none())
                .runs(Boolean.class, context -> switch (state) {
                    case "success" -> true;
                    case "skipped" -> throw new TaskSkippedException("skipped");
                    case "running" -> held.await(20, TimeUnit.SECONDS);
                    default -> throw new IllegalStateException("broken");
                });
        var run = start(dag.build());
        await().atMost(LONG).until(() -> run.tasks().get(0).state().wireName().equals(state));

        run.clear(ClearOptions.wholeRun());

        assertThat(Rows.of(
                                pool,
                                "select t.state from dagrunr.task_try t join dagrunr.task_instance i on i.id = t.instance"
                                        + " where i.run = " + run.info().key() + " order by t.epoch")
                        .get(0))
                .isEqualTo(kept);
    }

    @Test
    void cr021anInstanceThatIsRestartingHasOneFailedTryInItsHistoryHoweverOftenItIsCleared() {
        var dag = Dag.named("cr021");
        dag.task("only").runs(Boolean.class, context -> {
            while (held.getCount() > 0) {
                Thread.onSpinWait();
            }
            return true;
        });
        var run = start(dag.build());
        await().atMost(LONG).until(() -> run.tasks().get(0).state().wireName().equals("running"));

        run.clear(ClearOptions.wholeRun());
        run.clear(ClearOptions.wholeRun());

        assertThat(run.tasks().get(0).state().wireName()).isEqualTo("restarting");
        assertThat(Rows.of(
                        pool,
                        "select t.state from dagrunr.task_try t join dagrunr.task_instance i on i.id = t.instance"
                                + " where i.run = " + run.info().key()))
                .containsExactly("failed");
    }

    @Test
    void cr024oneInstanceOfAMappedTaskIsClearedWithItsList() throws InterruptedException {
        var dag = Dag.named("cr024");
        var list = dag.task("make_arg_lists").runsList(Integer.class, context -> List.of(1, 2));
        dag.task("t1").expand(list).runs(Integer.class, (n, context) -> n);
        var run = start(dag.build());
        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);

        run.clear(ClearOptions.task("make_arg_lists"));
        run.clear(ClearOptions.task("t1").withMapIndex(0));

        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertThat(run.tasks())
                .extracting(task -> task.taskId() + task.mapIndex() + " " + task.tryNumber())
                .containsExactly("make_arg_lists-1 2", "t10 2", "t11 1");
    }

    @Test
    void cr025aMarkedInstanceLetsWhatFailedAfterItRunAgain() throws InterruptedException {
        var dag = Dag.named("cr025");
        var first = dag.task("first").runs(Boolean.class, context -> fails());
        var second = dag.task("second").after(first).runs(String.class, context -> "");
        dag.task("third").after(second).runs(String.class, context -> "");
        dag.task("beside").runs(Boolean.class, context -> fails());
        var run = start(dag.build());
        assertThat(run.await(LONG)).isEqualTo(RunState.FAILED);

        run.markSuccess(ClearOptions.task("first"));

        assertThat(run.await(LONG)).isEqualTo(RunState.FAILED);
        assertThat(run.tasks())
                .extracting(task -> task.taskId() + " " + task.state().wireName())
                .containsExactly("first success", "second success", "third success", "beside failed");
    }

    private boolean fails() {
        throw new IllegalStateException("broken");
    }

    /** DS032 to DS037: the teardown that has not ended is left alone, and the run ends after it. */
    @ParameterizedTest
    @ValueSource(strings = {"none", "running"})
    void aRunThatIsMarkedASuccessWaitsForItsTeardown(String state) throws InterruptedException {
        var dag = Dag.named("ds032_" + state);
        var running = dag.task("running")
                .runs(Boolean.class, context -> state.equals("running") || held.await(20, TimeUnit.SECONDS));
        var pending = dag.task("pending").after(running).runs(String.class, context -> "");
        dag.task("teardown")
                .after(pending)
                .teardownOf()
                .runs(Boolean.class, context -> held.await(20, TimeUnit.SECONDS));
        var run = start(dag.build());
        var watched = state.equals("running") ? 2 : 0;
        await().atMost(LONG)
                .until(() -> run.tasks().get(watched).state().wireName().equals("running"));

        run.markSuccess();

        assertThat(run.state()).isEqualTo(RunState.RUNNING);
        assertThat(run.tasks().subList(0, 2))
                .allSatisfy(task -> assertThat(task.state().wireName()).isEqualTo("success"));
        held.countDown();
        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
    }

    /** DS038, DS040, DS041: with a teardown that has ended, however, the run ends at once. */
    @ParameterizedTest
    @ValueSource(strings = {"success", "skipped", "upstream_failed"})
    void aRunThatHasFailedIsMarkedASuccessWithAllOfItsTasks(String teardown) throws InterruptedException {
        var dag = Dag.named("ds038_" + teardown);
        TaskHandle failed = dag.task("failed_task").runs(Boolean.class, context -> fails());
        if (teardown.equals("upstream_failed")) {
            var setup = dag.task("setup").setup().runs(Boolean.class, context -> fails());
            dag.task("teardown").after(failed).teardownOf(setup).runs(String.class, context -> "");
        } else {
            dag.task("teardown").after(failed).teardownOf().runs(String.class, context -> {
                if (teardown.equals("skipped")) {
                    throw new TaskSkippedException("skipped");
                }
                return "";
            });
        }
        dag.task("wide").expand(Expandable.of(List.of(1, 2))).runs(Integer.class, (n, context) -> n);
        var run = start(dag.build());
        assertThat(run.await(LONG)).isEqualTo(RunState.FAILED);

        run.markSuccess();

        assertThat(run.state()).isEqualTo(RunState.SUCCESS);
        assertThat(run.tasks())
                .allSatisfy(task -> assertThat(task.state().wireName()).isEqualTo("success"));
    }
}
