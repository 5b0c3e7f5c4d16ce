package dev.dagrunr.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.NoParams;
import dev.dagrunr.dag.RetryPolicy;
import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.TaskState;
import dev.dagrunr.testsupport.PostgresExtension;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Marking, running again what failed, changing retries, and saying why something does not run. */
class MarkIT {
    private static final Duration LONG = Duration.ofSeconds(30);

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.create();

    private static HikariDataSource pool;
    private final AtomicBoolean broken = new AtomicBoolean(true);
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

    private static void assertNoSlotIsLeaked(RunHandle run) {
        assertThat(Rows.of(
                        pool,
                        "select occupied_slots, live_instances, open_tasks from dagrunr.dag_run where id = "
                                + run.info().key()))
                .containsExactly("0 0 0");
    }

    private int breaks() {
        if (broken.get()) {
            throw new IllegalStateException("broken");
        }
        return 2;
    }

    /** A list of three whose second element breaks, a sum over them, and something beside. */
    private Dag<NoParams> breaking(String id, AtomicInteger count) {
        var dag = Dag.named(id);
        var list = dag.task("list").runsList(Integer.class, context -> {
            count.incrementAndGet();
            return List.of(1, 2, 3);
        });
        var each = dag.task("each").expand(list).runs(Integer.class, (n, context) -> n == 2 ? breaks() : n);
        dag.task("sum")
                .reads(each)
                .runs(
                        Integer.class,
                        (all, context) -> all.stream().mapToInt(n -> n).sum());
        return dag.build();
    }

    @Test
    void whatCouldNotRunAfterAFailureRunsOnceTheFailureIsMarkedASuccess() throws InterruptedException {
        var run = start(breaking("marked_success", new AtomicInteger()));
        assertThat(run.await(LONG)).isEqualTo(RunState.FAILED);

        var marked = run.markSuccess(ClearOptions.task("each").withMapIndex(1));

        assertThat(marked).extracting(TaskInstanceInfo::mapIndex).containsExactly(1);
        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertThat(run.result("sum", Integer.class)).contains(4);
        assertThat(states(run))
                .containsExactly("list success", "each0 success", "each1 success", "each2 success", "sum success");
        assertNoSlotIsLeaked(run);
    }

    @Test
    void aRunningInstanceThatIsMarkedIsInterruptedAndTheRunGoesOn() throws InterruptedException {
        var begun = new Semaphore(0);
        var interrupted = new CountDownLatch(1);
        var dag = Dag.named("marked_running");
        var endless = dag.task("endless").runs(String.class, context -> {
            begun.release();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
            return "never";
        });
        dag.task("after").after(endless).runs(String.class, context -> "done");
        var run = start(dag.build());
        begun.acquire();

        run.markSuccess(ClearOptions.task("endless"));

        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        interrupted.await();
        assertThat(states(run)).containsExactly("endless success", "after success");
        assertThat(run.result("endless", String.class)).isEmpty();
        assertNoSlotIsLeaked(run);
    }

    @Test
    void aMarkedFailureFailsWhatComesAfterIt() throws InterruptedException {
        var begun = new Semaphore(0);
        var dag = Dag.named("marked_failed");
        var endless = dag.task("endless").runs(Boolean.class, context -> {
            begun.release();
            return new CountDownLatch(1).await(20, TimeUnit.SECONDS);
        });
        dag.task("after").after(endless).runs(String.class, context -> "done");
        var run = start(dag.build());
        begun.acquire();

        run.markFailed(ClearOptions.task("endless"));

        assertThat(run.await(LONG)).isEqualTo(RunState.FAILED);
        assertThat(states(run)).containsExactly("endless failed", "after upstream_failed");
        assertNoSlotIsLeaked(run);
    }

    @Test
    void aBranchThatIsMarkedFollowsAllTasksAfterIt() throws InterruptedException {
        var dag = Dag.named("marked_branch");
        var choose = dag.task("choose").branches(context -> List.of("left".substring(breaks())));
        dag.task("left").after(choose).runs(String.class, context -> "");
        dag.task("right").after(choose).runs(String.class, context -> "");
        var run = start(dag.build());
        assertThat(run.await(LONG)).isEqualTo(RunState.FAILED);

        run.markSuccess(ClearOptions.task("choose"));

        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertThat(states(run)).containsExactly("choose success", "left success", "right success");
    }

    @Test
    void aRunThatIsMarkedASuccessEndsWithItsTeardowns() throws InterruptedException {
        var dag = Dag.named("marked_run");
        var begun = new Semaphore(0);
        var setup = dag.task("setup").setup().runs(String.class, context -> "");
        var work = dag.task("work").after(setup).runs(Boolean.class, context -> {
            begun.release();
            return new CountDownLatch(1).await(20, TimeUnit.SECONDS);
        });
        dag.task("teardown").after(work).teardownOf(setup).runs(String.class, context -> "torn down");
        var run = start(dag.build());
        begun.acquire();

        run.markSuccess();

        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertThat(run.result("teardown", String.class)).contains("torn down");
        assertThat(states(run)).containsExactly("setup success", "work success", "teardown success");
        assertNoSlotIsLeaked(run);
    }

    @Test
    void whatFailedRunsAgainInANewRunThatTakesOverTheRest() throws InterruptedException {
        var lists = new AtomicInteger();
        var run = start(breaking("rerun", lists));
        assertThat(run.await(LONG)).isEqualTo(RunState.FAILED);
        var before = run.tasks();
        broken.set(false);

        var again = run.rerunFailed();

        assertThat(again.runId()).isEqualTo(run.runId() + "__rerun_1");
        assertThat(again.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertThat(again.result("sum", Integer.class)).contains(6);
        assertThat(lists).hasValue(1);
        assertThat(again.tasks())
                .filteredOn(task -> task.mapIndex() == 1)
                .singleElement()
                .satisfies(task -> assertThat(task.tryNumber()).isEqualTo(1));
        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(run.tasks()).isEqualTo(before);
        assertNoSlotIsLeaked(again);
        assertThatThrownBy(again::rerunFailed).hasMessageContaining("Nothing in run");
        assertThatThrownBy(() -> run.rerunFailed(again.runId())).hasMessageContaining("has a run");
    }

    @Test
    void aRunThatWasStoppedGoesOnInANewRun() throws InterruptedException {
        var begun = new Semaphore(0);
        var dag = Dag.named("rerun_stopped");
        var first = dag.task("first").runs(Integer.class, context -> 1);
        var hangs = dag.task("hangs").reads(first).runs(Integer.class, (n, context) -> {
            if (broken.get()) {
                begun.release();
                new CountDownLatch(1).await();
            }
            return n + 1;
        });
        dag.task("last").reads(hangs).runs(Integer.class, (n, context) -> n + 1);
        var run = start(dag.build());
        begun.acquire();
        assertThatThrownBy(run::rerunFailed).hasMessageContaining("has not ended");
        run.stop("enough");
        broken.set(false);

        var again = run.rerunFailed("second_attempt");

        assertThat(again.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertThat(again.result("last", Integer.class)).contains(3);
    }

    @Test
    void retriesCanBeChangedWhileATaskRuns() throws InterruptedException {
        var begun = new Semaphore(0);
        var go = new CountDownLatch(1);
        var dag = Dag.named("more_retries");
        dag.task("only").retries(RetryPolicy.none()).runs(Integer.class, context -> {
            begun.release();
            go.await();
            if (context.attempt().tryNumber() < 3) {
                throw new IllegalStateException("broken");
            }
            return context.attempt().tryNumber();
        });
        var run = start(dag.build());
        begun.acquire();

        assertThat(run.setRetries("only", Optional.empty(), 2)).isEqualTo(1);
        go.countDown();

        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertThat(run.result("only", Integer.class)).contains(3);
    }

    @Test
    void saysWhyATaskDoesNotRun() throws InterruptedException {
        var go = new CountDownLatch(1);
        var dag = Dag.named("why_not").maxActiveTasks(1);
        var first = dag.task("first").priorityWeight(9).runs(Boolean.class, context -> go.await(20, TimeUnit.SECONDS));
        dag.task("second").after(first).runs(String.class, context -> "");
        dag.task("beside").runs(String.class, context -> "");
        var run = start(dag.build());
        await().atMost(LONG).until(() -> run.tasks().get(0).state() == TaskState.RUNNING);

        assertThat(run.whyNotRunning("first", -1)).isEmpty();
        assertThat(run.whyNotRunning("second", -1))
                .containsExactly("Its rule all_success waits for 'first': 0 of 1 instances have ended");
        assertThat(run.whyNotRunning("beside", -1))
                .containsExactly("The run has no free slot: 1 of maxActiveTasks 1 are taken");
        assertThatThrownBy(() -> run.whyNotRunning("first", 7)).hasMessageContaining("'first' with map index 7");
        go.countDown();
        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertThat(run.whyNotRunning("second", -1))
                .containsExactly("It has ended with success; clear it to let it run again");
    }

    @Test
    void anInstanceThatIsClearedWhileItRunsBeginsOnlyOnceItsOldAttemptIsOff() throws InterruptedException {
        var begun = new Semaphore(0);
        var let = new CountDownLatch(1);
        var beside = new AtomicInteger();
        var most = new AtomicInteger();
        var dag = Dag.named("restarting");
        dag.task("stubborn").runs(Integer.class, context -> {
            most.accumulateAndGet(beside.incrementAndGet(), Math::max);
            begun.release();
            if (context.attempt().tryNumber() == 1) {
                awaitWhateverComes(let);
            }
            beside.decrementAndGet();
            return context.attempt().tryNumber();
        });
        var run = start(dag.build());
        begun.acquire();

        run.clear(ClearOptions.wholeRun().withOnlyRunning());
        assertThat(states(run)).containsExactly("stubborn restarting");
        assertThat(run.await(Duration.ofMillis(200))).isEqualTo(RunState.RUNNING);
        let.countDown();

        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertThat(run.result("stubborn", Integer.class)).contains(2);
        assertThat(most).hasValue(1);
        assertNoSlotIsLeaked(run);
    }

    private static void awaitWhateverComes(CountDownLatch latch) {
        boolean waits = true;
        while (waits) {
            try {
                latch.await();
                waits = false;
            } catch (InterruptedException e) {
                // a body that does not listen
                waits = latch.getCount() > 0;
            }
        }
    }

    @Test
    void whatComesBeforeATaskCanBeClearedWithIt() throws InterruptedException {
        var run = start(breaking("cleared_upstream", new AtomicInteger()));
        assertThat(run.await(LONG)).isEqualTo(RunState.FAILED);

        assertThat(run.clearable(ClearOptions.task("sum").withUpstream()))
                .extracting(TaskInstanceInfo::taskId)
                .containsExactly("list", "each", "each", "each", "sum");
    }

    /** As in Airflow, which leaves teardowns alone that have not ended. */
    @Test
    void aRunThatIsMarkedFailedStillRunsItsTeardown() throws InterruptedException {
        var begun = new Semaphore(0);
        var never = new CountDownLatch(1);
        var dag = Dag.named("marked_with_teardown");
        var setup = dag.task("setup").setup().runs(Integer.class, context -> 1);
        var work = dag.task("work").after(setup).runs(Boolean.class, context -> {
            begun.release();
            return never.await(20, TimeUnit.SECONDS);
        });
        var last = dag.task("last").after(work).runs(Integer.class, context -> 1);
        dag.task("teardown").after(last).teardownOf(setup).runs(Integer.class, context -> 1);
        var run = start(dag.build());
        begun.acquire();

        run.markFailed();

        assertThat(run.await(LONG)).isEqualTo(RunState.FAILED);
        assertThat(States.of(run)).containsExactly("setup success", "work failed", "last skipped", "teardown success");
        run.clear(ClearOptions.task("work").withDownstream());
        never.countDown();
        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
    }

    @Test
    void aRunThatIsMarkedFailedBeforeAnythingOfItFailedFailsNevertheless() throws InterruptedException {
        var begun = new Semaphore(0);
        var go = new CountDownLatch(1);
        var dag = Dag.named("marked_in_teardown");
        var work = dag.task("work").runs(Integer.class, context -> 1);
        dag.task("teardown").after(work).teardownOf().runs(Boolean.class, context -> {
            begun.release();
            return go.await(20, TimeUnit.SECONDS);
        });
        var run = start(dag.build());
        begun.acquire();

        run.markFailed();

        assertThat(run.state()).isEqualTo(RunState.RUNNING);
        go.countDown();
        assertThat(run.await(LONG)).isEqualTo(RunState.FAILED);
        assertThat(States.of(run)).containsExactly("work success", "teardown success");
    }
}
