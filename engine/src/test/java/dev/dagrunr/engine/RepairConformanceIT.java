package dev.dagrunr.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.Expandable;
import dev.dagrunr.dag.NoParams;
import dev.dagrunr.dag.RetryPolicy;
import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.Sensing;
import dev.dagrunr.dag.TaskBuilder;
import dev.dagrunr.dag.TaskHandle;
import dev.dagrunr.dag.TaskSkippedException;
import dev.dagrunr.dag.Timetable;
import dev.dagrunr.testsupport.PostgresExtension;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Airflow's tests say of clearing and marking; the ids are those of the tables. */
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

    static List<String> rows() {
        return ConformanceTables.runBy(RepairConformanceIT.class);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void repairsAsAirflowDoes(String row) throws InterruptedException {
        switch (row) {
            case "CR001" -> aClearedTaskMayBeTriedAsOftenAgainAsItSays(row, 0, "11");
            case "CR010" -> aClearedTaskMayBeTriedAsOftenAgainAsItSays(row, 2, "13");
            case "CR004" -> aRunThatHasEndedIsQueuedByAClear();
            case "CR005" -> aRunThatHasEndedGoesOnAfterAClear();
            case "CR006" -> aQueuedRunStaysSo();
            case "CR007" -> aRunThatRunsStaysSo();
            case "CR012" -> theHistoryKeeps(row, "success", "success");
            case "CR013" -> theHistoryKeeps(row, "failed", "failed");
            case "CR014" -> theHistoryKeeps(row, "skipped", "skipped");
            case "CR015" -> theHistoryKeeps(row, "up_for_retry", "failed");
            case "CR017" -> theHistoryKeeps(row, "running", "failed");
            case "CR021" -> anInstanceThatIsRestartingHasOneFailedTryInItsHistoryHoweverOftenItIsCleared();
            case "CR023" -> anInstanceThatRunsIsNotClearedWhereThatIsNotWanted();
            case "CR024" -> oneInstanceOfAMappedTaskIsClearedWithItsList();
            case "CR025" -> aMarkedInstanceLetsWhatFailedAfterItRunAgain();
            case "CR061" -> aBackfillRunHasAllOfItsTasks();
            case "DS032" -> aRunThatIsMarkedASuccessWaitsForItsTeardown(row, "queued");
            case "DS033" -> aRunThatIsMarkedASuccessWaitsForItsTeardown(row, "running");
            case "DS034" -> aRunThatIsMarkedASuccessWaitsForItsTeardown(row, "restarting");
            case "DS035" -> aRunThatIsMarkedASuccessWaitsForItsTeardown(row, "up_for_retry");
            // what Airflow defers is a wait here
            case "DS037" -> aRunThatIsMarkedASuccessWaitsForItsTeardown(row, "up_for_reschedule");
            case "DS038" -> aRunThatHasFailedIsMarkedASuccessWithAllOfItsTasks(row, "success");
            case "DS040" -> aRunThatHasFailedIsMarkedASuccessWithAllOfItsTasks(row, "skipped");
            case "DS041" -> aRunThatHasFailedIsMarkedASuccessWithAllOfItsTasks(row, "upstream_failed");
            default -> throw new AssertionError("No test reads the row " + row);
        }
    }

    /** How many tries are left is what matters; Airflow counts retries in max_tries, this engine counts tries. */
    private void aClearedTaskMayBeTriedAsOftenAgainAsItSays(String row, int retries, String tries)
            throws InterruptedException {
        var dag = Dag.named(row);
        dag.task("only").retries(RetryPolicy.fixedDelay(retries, Duration.ZERO)).runs(String.class, context -> "");
        var run = start(dag.build());
        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        dagrunr.pause(row);

        run.clear(ClearOptions.wholeRun());

        assertThat(column(run, "state", "only")).isEqualTo("none");
        assertThat(column(run, "try_number", "only") + column(run, "max_tries - 1", "only"))
                .isEqualTo(tries);
    }

    private Dag<NoParams> two(String id) {
        var dag = Dag.named(id);
        var first = dag.task("first")
                .runs(Boolean.class, context -> held.getCount() == 0 || held.await(20, TimeUnit.SECONDS));
        dag.task("second").after(first).runs(Boolean.class, context -> true);
        return dag.build();
    }

    private void aRunThatHasEndedIsQueuedByAClear() throws InterruptedException {
        held.countDown();
        var run = start(two("cr004"));
        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        dagrunr.pause("cr004");

        run.clear(ClearOptions.wholeRun());

        assertThat(run.info().state()).isEqualTo(RunState.QUEUED);
        assertThat(run.info().startedAt()).isEmpty();
        assertThat(history(run)).containsExactly("first success", "second success");
    }

    private void aRunThatHasEndedGoesOnAfterAClear() throws InterruptedException {
        held.countDown();
        var run = start(two("cr005"));
        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);

        run.clear(ClearOptions.wholeRun());

        await().atMost(LONG).until(() -> run.info().startedAt().isPresent());
        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertThat(history(run)).hasSize(4);
    }

    private void aQueuedRunStaysSo() {
        var dag = two("cr006");
        dagrunr = DagRunr.configure().dataSource(pool).dags(dag).parallelism(2).start();
        dagrunr.pause("cr006");
        var run = dagrunr.runner(dag).trigger(new NoParams());

        run.clear(ClearOptions.wholeRun());

        assertThat(run.info().state()).isEqualTo(RunState.QUEUED);
        assertThat(run.info().startedAt()).isEmpty();
    }

    private void aRunThatRunsStaysSo() throws InterruptedException {
        var run = start(two("cr007"));
        await().atMost(LONG).until(() -> state(run, 0).equals("running"));
        var started = run.info().startedAt();

        run.clear(ClearOptions.wholeRun());

        assertThat(run.info().state()).isEqualTo(RunState.RUNNING);
        assertThat(run.info().startedAt()).isEqualTo(started);
        held.countDown();
        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
    }

    private static String state(RunHandle run, int task) {
        return run.tasks().get(task).state().wireName();
    }

    private static List<String> history(RunHandle run) {
        return Rows.of(
                pool,
                "select i.task_id, t.state from dagrunr.task_try t join dagrunr.task_instance i on i.id = t.instance"
                        + " where i.run = " + run.info().key() + " order by t.started_at, t.epoch");
    }

    private void theHistoryKeeps(String row, String state, String kept) {
        var dag = Dag.named(row);
        dag.task("only")
                .retries(state.equals("up_for_retry") ? RetryPolicy.fixedDelay(1, LONG) : RetryPolicy.none())
                .runs(Boolean.class, context -> switch (state) {
                    case "success" -> true;
                    case "skipped" -> throw new TaskSkippedException("skipped");
                    case "running" -> held.await(20, TimeUnit.SECONDS);
                    default -> throw new IllegalStateException("broken");
                });
        var run = start(dag.build());
        await().atMost(LONG).until(() -> state(run, 0).equals(state));

        run.clear(ClearOptions.wholeRun());

        assertThat(history(run).get(0)).isEqualTo("only " + kept);
    }

    private void anInstanceThatIsRestartingHasOneFailedTryInItsHistoryHoweverOftenItIsCleared() {
        var dag = Dag.named("cr021");
        dag.task("only").runs(Boolean.class, context -> runsOn());
        var run = start(dag.build());
        await().atMost(LONG).until(() -> state(run, 0).equals("running"));

        run.clear(ClearOptions.wholeRun());
        run.clear(ClearOptions.wholeRun());

        assertThat(state(run, 0)).isEqualTo("restarting");
        assertThat(history(run)).containsExactly("only failed");
    }

    /** Nothing interrupts it. */
    private boolean runsOn() {
        while (held.getCount() > 0) {
            Thread.onSpinWait();
        }
        return true;
    }

    private void anInstanceThatRunsIsNotClearedWhereThatIsNotWanted() {
        var run = start(two("cr023"));
        await().atMost(LONG).until(() -> state(run, 0).equals("running"));

        assertThatThrownBy(() -> run.clear(ClearOptions.wholeRun().withoutRunning()))
                .hasMessage("Task 'first' runs, and is not to be interrupted; clear it once it has ended");

        assertThat(state(run, 0)).isEqualTo("running");
        assertThat(history(run)).isEmpty();
    }

    private void oneInstanceOfAMappedTaskIsClearedWithItsList() throws InterruptedException {
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

    private void aMarkedInstanceLetsWhatFailedAfterItRunAgain() throws InterruptedException {
        var dag = Dag.named("cr025");
        var first = dag.task("first").runs(Boolean.class, context -> fails());
        var second = dag.task("second").after(first).runs(String.class, context -> "");
        dag.task("third").after(second).runs(String.class, context -> "");
        dag.task("beside").runs(Boolean.class, context -> fails());
        var run = start(dag.build());
        assertThat(run.await(LONG)).isEqualTo(RunState.FAILED);

        run.markSuccess(ClearOptions.task("first"));

        assertThat(run.await(LONG)).isEqualTo(RunState.FAILED);
        assertThat(States.of(run)).containsExactly("first success", "second success", "third success", "beside failed");
    }

    private boolean fails() {
        throw new IllegalStateException("broken");
    }

    /** There are no tasks with dates of their own; every run has all tasks of its DAG. */
    private void aBackfillRunHasAllOfItsTasks() {
        var dag = Dag.named("cr061").schedule(Timetable.cron("@daily", ZoneOffset.UTC));
        List.of("a", "b", "c").forEach(id -> dag.task(id).runs(Boolean.class, context -> true));
        var built = dag.build();
        dagrunr =
                DagRunr.configure().dataSource(pool).dags(built).parallelism(2).start();
        var day = Instant.parse("2026-01-01T00:00:00Z");

        dagrunr.runner(built).backfill(BackfillOptions.between(day, day));

        assertThat(dagrunr.run("cr061", "backfill__" + day).tasks()).hasSize(3);
    }

    /** The teardown that has not ended is left alone, and the run ends after it. */
    private void aRunThatIsMarkedASuccessWaitsForItsTeardown(String row, String state) throws InterruptedException {
        var dag = Dag.named(row);
        var first = new AtomicBoolean(!state.equals("queued"));
        var running = dag.task("running")
                .runs(Boolean.class, context -> first.getAndSet(false) || held.await(20, TimeUnit.SECONDS));
        var pending = dag.task("pending").after(running).runs(String.class, context -> "");
        teardown(dag.task("teardown").after(pending).teardownOf(), state);
        var run = start(dag.build());
        if (state.equals("queued")) {
            await().atMost(LONG).until(() -> state(run, 0).equals("running"));
            // as Airflow's test does: nothing is queued while what is before it runs
            Rows.change(
                    pool,
                    "update dagrunr.task_instance set state = 'queued' where task_id = 'teardown' and run = "
                            + run.info().key());
        } else {
            var before = state.equals("restarting") ? "running" : state;
            await().atMost(LONG).until(() -> state(run, 2).equals(before));
            if (state.equals("restarting")) {
                run.clear(ClearOptions.task("teardown"));
            }
            run.clear(ClearOptions.task("running"));
            run.clear(ClearOptions.task("pending"));
            await().atMost(LONG).until(() -> state(run, 0).equals("running"));
        }
        assertThat(States.of(run)).containsExactly("running running", "pending none", "teardown " + state);

        run.markSuccess();

        assertThat(run.state()).isEqualTo(RunState.RUNNING);
        assertThat(States.of(run)).containsExactly("running success", "pending success", "teardown " + state);
        if (state.equals("running")) {
            held.countDown();
            assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        }
    }

    private void teardown(TaskBuilder<NoParams> teardown, String state) {
        switch (state) {
            case "running" -> teardown.runs(Boolean.class, context -> held.await(20, TimeUnit.SECONDS));
            case "restarting" -> teardown.runs(Boolean.class, context -> runsOn());
            case "up_for_retry" ->
                teardown.retries(RetryPolicy.fixedDelay(1, LONG)).runs(Boolean.class, context -> fails());
            case "up_for_reschedule" ->
                teardown.waitsFor(Boolean.class, Sensing.reschedule(LONG), context -> Optional.empty());
            default -> teardown.runs(Boolean.class, context -> true);
        }
    }

    /** With a teardown that has ended, however, the run ends at once. */
    private void aRunThatHasFailedIsMarkedASuccessWithAllOfItsTasks(String row, String teardown)
            throws InterruptedException {
        var dag = Dag.named(row);
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
