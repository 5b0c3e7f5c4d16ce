package dev.dagrunr.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.NoParams;
import dev.dagrunr.dag.RetryPolicy;
import dev.dagrunr.dag.RunState;
import dev.dagrunr.testsupport.PostgresExtension;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jobrunr.storage.StorageProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clearing, stopping, and the buttons of JobRunr's dashboard. */
class RepairIT {
    private static final Duration LONG = Duration.ofSeconds(30);

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.create();

    private static HikariDataSource pool;
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
        dagrunr.close();
    }

    private RunHandle start(Dag<NoParams> dag) {
        dagrunr = DagRunr.configure().dataSource(pool).dags(dag).parallelism(4).start();
        return dagrunr.runner(dag).trigger(new NoParams());
    }

    private static List<String> states(RunHandle run) {
        return run.tasks().stream()
                .map(task -> task.taskId() + (task.mapIndex() < 0 ? "" : task.mapIndex()) + " "
                        + task.state().wireName())
                .toList();
    }

    /** What the engine counts must be what there is. */
    private static void assertNoSlotIsLeaked(RunHandle run) {
        assertThat(Rows.of(
                        pool,
                        "select occupied_slots, live_instances, open_tasks from dagrunr.dag_run where id = "
                                + run.info().key()))
                .containsExactly("0 0 0");
    }

    private static Dag<NoParams> lists(String id, AtomicInteger width) {
        var dag = Dag.named(id).maxActiveTasks(2);
        var list = dag.task("list")
                .runsList(
                        Integer.class,
                        context -> IntStream.range(0, width.get()).boxed().toList());
        var each = dag.task("each").expand(list).runs(Integer.class, (element, context) -> element + 1);
        var again = dag.task("again").expand(each).runs(Integer.class, (element, context) -> element * 10);
        dag.task("sum")
                .reads(again)
                .runs(
                        Integer.class,
                        (all, context) -> all.stream().mapToInt(n -> n).sum());
        return dag.build();
    }

    @Test
    void aClearedListIsExpandedAnewShorterAndThenLonger() throws InterruptedException {
        var width = new AtomicInteger(4);
        var run = start(lists("relisted", width));
        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertThat(run.result("sum", Integer.class)).contains(100);

        width.set(2);
        run.clear(ClearOptions.task("list").withDownstream());
        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);

        assertThat(run.result("sum", Integer.class)).contains(30);
        assertThat(states(run))
                .containsExactly(
                        "list success",
                        "each0 success",
                        "each1 success",
                        "each2 removed",
                        "each3 removed",
                        "again0 success",
                        "again1 success",
                        "again2 removed",
                        "again3 removed",
                        "sum success");
        assertNoSlotIsLeaked(run);

        width.set(5);
        run.clear(ClearOptions.wholeRun().withDownstream());
        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);

        assertThat(run.result("sum", Integer.class)).contains(150);
        assertNoSlotIsLeaked(run);
    }

    @Test
    void oneClearedInstanceRunsAgainAndWhatComesAfterItTakesItsNewValue() throws InterruptedException {
        var added = new AtomicInteger();
        var dag = Dag.named("one_instance");
        var list = dag.task("list").runsList(Integer.class, context -> List.of(1, 2, 3));
        var each = dag.task("each").expand(list).runs(Integer.class, (element, context) -> element + added.get());
        dag.task("sum")
                .reads(each)
                .runs(
                        Integer.class,
                        (all, context) -> all.stream().mapToInt(n -> n).sum());
        var run = start(dag.build());
        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);

        added.set(100);
        var options = ClearOptions.task("each").withMapIndex(1).withDownstream();
        for (var previewed :
                List.of(options, ClearOptions.failed(), ClearOptions.wholeRun(), ClearOptions.task("each"))) {
            SetupIT.assertPreviewed(run, previewed);
            SetupIT.assertPreviewed(run, previewed.withDownstream());
        }
        assertThat(run.clearable(options))
                .extracting(TaskInstanceInfo::mapIndex)
                .containsExactly(1, -1);
        assertThat(run.state()).isEqualTo(RunState.SUCCESS);
        run.clear(options);

        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertThat(run.result("sum", Integer.class)).contains(106);
        assertNoSlotIsLeaked(run);
    }

    @Test
    void aRunningTaskThatIsClearedIsInterruptedAndRunsAgain() throws InterruptedException {
        var begun = new Semaphore(0);
        var interrupted = new CountDownLatch(1);
        var dag = Dag.named("cleared_while_running");
        dag.task("only").runs(String.class, context -> {
            if (context.attempt().tryNumber() == 1) {
                begun.release();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    interrupted.countDown();
                    throw e;
                }
            }
            return "epoch " + context.attempt().epoch();
        });
        var run = start(dag.build());
        begun.acquire();

        run.clear(ClearOptions.wholeRun());

        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        interrupted.await();
        assertThat(Rows.of(
                        pool,
                        "select t.state, t.reason from dagrunr.task_try t join dagrunr.task_instance i on i.id = t.instance"
                                + " where i.run = " + run.info().key() + " order by t.epoch"))
                .containsExactly("failed cleared", "success ");
        assertNoSlotIsLeaked(run);
    }

    @Test
    void aStopAlsoStopsTheRunThatATaskWaitsFor() throws InterruptedException {
        var running = new CountDownLatch(1);
        var child = Dag.named("stopped_child");
        child.task("endless").runs(String.class, context -> {
            running.countDown();
            new CountDownLatch(1).await();
            return "";
        });
        var parent = Dag.named("stopped_parent");
        var waiting = parent.task("start_child").triggers(child.build(), context -> new NoParams());
        parent.task("after").reads(waiting).runs(String.class, (value, context) -> "");
        var run = start(parent.build());
        running.await();
        await().until(() -> states(run).contains("start_child up_for_reschedule"));

        run.stop("enough");

        assertThat(states(run)).containsExactly("start_child failed", "after skipped");
        assertThat(dagrunr.runs("stopped_child", 1)).allSatisfy(info -> {
            assertThat(info.state()).isEqualTo(RunState.FAILED);
            assertThat(info.reason()).isEqualTo("enough");
        });
        assertNoSlotIsLeaked(run);
    }

    @Test
    void aRunOfTheChildsIdThatSomebodyTriggeredIsWaitedFor() throws InterruptedException {
        var child = Dag.named("known_child");
        child.task("only").runs(String.class, context -> "done");
        var childDag = child.build();
        var parent = Dag.named("known_parent");
        parent.task("start_child").triggers(childDag, context -> new NoParams());
        var parentDag = parent.build();
        dagrunr = DagRunr.configure().dataSource(pool).dags(parentDag).start();
        var options = TriggerOptions.defaults();
        var early =
                dagrunr.runner(childDag).trigger(new NoParams(), options.withRunId("triggered__p1__start_child__1"));
        assertThat(early.await(LONG)).isEqualTo(RunState.SUCCESS);

        var run = dagrunr.runner(parentDag).trigger(new NoParams(), options.withRunId("p1"));

        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertThat(dagrunr.runs("known_child", 10)).hasSize(1);
    }

    @Test
    void aStopWhileManyWorkersClaimLeavesNothingRunning() throws InterruptedException {
        var dag = Dag.named("stopped_in_a_storm").maxActiveTasks(50);
        var list = dag.task("list")
                .runsList(
                        Integer.class,
                        context -> IntStream.range(0, 200).boxed().toList());
        dag.task("each").expand(list).runs(Integer.class, (element, context) -> element);
        var built = dag.build();
        var first = start(built);
        assertThat(first.await(LONG)).isEqualTo(RunState.SUCCESS);
        for (int round = 0; round < 3; round++) {
            var run = dagrunr.runner(built).trigger(new NoParams());
            int ended = 1 + 20 * round;
            await().pollInterval(Duration.ofMillis(5))
                    .until(() -> states(run).stream()
                                    .filter(state -> state.endsWith("success"))
                                    .count()
                            > ended);

            run.stop("in the middle");

            assertThat(run.tasks())
                    .allSatisfy(task -> assertThat(task.state().finished()).isTrue());
            assertNoSlotIsLeaked(run);
        }
    }

    @Test
    void requeueInTheDashboardRunsTheInstanceAndWhatComesAfterIt() throws InterruptedException {
        var broken = new AtomicBoolean(true);
        var dag = Dag.named("requeued").retries(RetryPolicy.none());
        var list = dag.task("list").runsList(Integer.class, context -> List.of(0, 1));
        var each = dag.task("each").expand(list).runs(Integer.class, (element, context) -> {
            if (element == 1 && broken.get()) {
                throw new IllegalStateException("broken");
            }
            return element;
        });
        dag.task("after").reads(each).runs(Integer.class, (all, context) -> all.size());
        var run = start(dag.build());
        assertThat(run.await(LONG)).isEqualTo(RunState.FAILED);
        var storage = dagrunr.unwrap(StorageProvider.class);
        broken.set(false);
        await().until(() -> !jobs("FAILED", run).isEmpty());

        var job = storage.getJobById(UUID.fromString(jobs("FAILED", run).get(0)));
        job.enqueue();
        storage.save(job);

        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertThat(run.result("after", Integer.class)).contains(2);
        assertNoSlotIsLeaked(run);
    }

    @Test
    void deleteInTheDashboardStopsTheInstance() throws InterruptedException {
        var running = new CountDownLatch(1);
        var dag = Dag.named("deleted");
        dag.task("endless").runs(String.class, context -> {
            running.countDown();
            new CountDownLatch(1).await();
            return "";
        });
        var run = start(dag.build());
        running.await();
        await().until(() -> !jobs("PROCESSING", run).isEmpty());
        var storage = dagrunr.unwrap(StorageProvider.class);

        var job = storage.getJobById(UUID.fromString(jobs("PROCESSING", run).get(0)));
        job.delete("by a test");
        storage.save(job);

        assertThat(run.await(LONG)).isEqualTo(RunState.FAILED);
        assertThat(run.tasks())
                .extracting(TaskInstanceInfo::reason)
                .containsExactly("Its job was deleted in JobRunr's dashboard");
        assertNoSlotIsLeaked(run);
    }

    private static List<String> jobs(String state, RunHandle run) {
        return Rows.of(
                pool,
                "select id from jobrunr_jobs where state = '" + state + "' and jobasjson like '%" + run.runId() + "%'");
    }
}
