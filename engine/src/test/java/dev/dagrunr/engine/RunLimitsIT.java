package dev.dagrunr.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.NoParams;
import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.TaskState;
import dev.dagrunr.testsupport.PostgresExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How many runs of a DAG run at once, in which order, and what a pause holds back. */
class RunLimitsIT {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final NoParams NONE = new NoParams();

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.create();

    private static HikariDataSource pool;
    private final Semaphore mayEnd = new Semaphore(0);
    private DagRunr dagrunr;

    @BeforeAll
    static void openPool() {
        pool = Pools.of(POSTGRES.database());
    }

    @AfterEach
    void stop() {
        mayEnd.release(1_000);
        dagrunr.close();
    }

    private DagRunner<NoParams> start(Dag<NoParams> dag) {
        dagrunr = DagRunr.configure().dataSource(pool).dags(dag).parallelism(8).start();
        return dagrunr.runner(dag);
    }

    private Dag<NoParams> waiting(String id, int maxActiveRuns) {
        var dag = Dag.named(id).maxActiveRuns(maxActiveRuns);
        var first = dag.task("wait").runs(Boolean.class, context -> mayEnd.tryAcquire(30, TimeUnit.SECONDS));
        dag.task("then").after(first).runs(Integer.class, context -> 1);
        return dag.build();
    }

    private static List<RunState> states(List<RunHandle> runs) {
        return runs.stream().map(RunHandle::state).toList();
    }

    @Test
    void startsQueuedRunsInTheirOrderAsOthersEnd() throws InterruptedException {
        var runner = start(waiting("two_at_once", 2));
        var runs = IntStream.range(0, 5).mapToObj(n -> runner.trigger(NONE)).toList();
        assertThat(states(runs))
                .containsExactly(RunState.RUNNING, RunState.RUNNING, RunState.QUEUED, RunState.QUEUED, RunState.QUEUED);
        assertThat(runs.get(2).info().startedAt()).isEmpty();
        assertThat(runs.get(2).tasks()).extracting(TaskInstanceInfo::state).containsOnly(TaskState.NONE);

        mayEnd.release(5);

        for (var run : runs) {
            assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        }
        var starts =
                runs.stream().map(run -> run.info().startedAt().orElseThrow()).toList();
        assertThat(starts).isSorted();
        var firstEnd = Stream.of(runs.get(0), runs.get(1))
                .map(run -> run.info().endedAt().orElseThrow())
                .min(Comparator.naturalOrder());
        assertThat(starts.get(2)).isAfterOrEqualTo(firstEnd.orElseThrow());
    }

    @Test
    void startsTheNextRunWhenOneIsStopped() {
        var runner = start(waiting("one_at_once", 1));
        var first = runner.trigger(NONE);
        var second = runner.trigger(NONE);
        var third = runner.trigger(NONE);

        second.stop("not wanted");
        first.stop("not wanted either");

        assertThat(states(List.of(first, second, third)))
                .containsExactly(RunState.FAILED, RunState.FAILED, RunState.RUNNING);
        assertThat(second.tasks()).extracting(TaskInstanceInfo::state).containsOnly(TaskState.SKIPPED);
    }

    @Test
    void queuesAClearedRunUntilAnotherHasEnded() throws InterruptedException {
        var runner = start(waiting("cleared", 1));
        mayEnd.release();
        var first = runner.trigger(NONE);
        assertThat(first.await(LONG)).isEqualTo(RunState.SUCCESS);
        var second = runner.trigger(NONE);

        first.clear(ClearOptions.wholeRun());

        assertThat(first.state()).isEqualTo(RunState.QUEUED);
        assertThat(first.info().startedAt()).isEmpty();
        mayEnd.release(2);
        assertThat(second.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertThat(first.await(LONG)).isEqualTo(RunState.SUCCESS);
    }

    @Test
    void aPauseLetsRunningTasksEndAndHoldsTheRest() throws InterruptedException {
        var started = new CountDownLatch(1);
        var dag = Dag.named("paused").maxActiveRuns(2);
        var first = dag.task("wait").runs(Boolean.class, context -> {
            started.countDown();
            return mayEnd.tryAcquire(30, TimeUnit.SECONDS);
        });
        dag.task("then").after(first).runs(Integer.class, context -> 1);
        var runner = start(dag.build());
        var running = runner.trigger(NONE);
        started.await();

        dagrunr.pause("paused");
        var queued = runner.trigger(NONE);
        mayEnd.release(2);

        Awaitility.await()
                .atMost(LONG)
                .untilAsserted(() -> assertThat(running.tasks())
                        .extracting(TaskInstanceInfo::state)
                        .containsExactly(TaskState.SUCCESS, TaskState.SCHEDULED));
        assertThat(queued.state()).isEqualTo(RunState.QUEUED);
        assertThat(dagrunr.dags())
                .filteredOn(DagInfo::paused)
                .extracting(DagInfo::dagId)
                .containsExactly("paused");

        dagrunr.unpause("paused");

        assertThat(running.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertThat(queued.await(LONG)).isEqualTo(RunState.SUCCESS);
    }

    @Test
    void hasOneRunForEachLogicalDate() throws InterruptedException {
        mayEnd.release(10);
        var runner = start(waiting("dated", 4));
        var date = Instant.parse("2026-03-01T00:00:00Z");

        var run = runner.trigger(NONE, TriggerOptions.defaults().withLogicalDate(date));

        assertThat(run.runId()).isEqualTo("manual__2026-03-01T00:00:00Z");
        assertThat(run.info().logicalDate()).contains(date);
        assertThatThrownBy(() -> runner.trigger(NONE, TriggerOptions.defaults().withLogicalDate(date)))
                .hasMessage("DAG 'dated' has a run for the logical date 2026-03-01T00:00:00Z already, "
                        + "'manual__2026-03-01T00:00:00Z'; choose another date, or clear that run");
        var other = TriggerOptions.defaults().withRunId("other").withLogicalDate(date);
        assertThatThrownBy(() -> runner.trigger(NONE, other.attachToExisting()))
                .hasMessageContaining("has a run for the logical date");
        assertThat(runner.trigger(
                                NONE,
                                TriggerOptions.defaults().withRunId(run.runId()).attachToExisting())
                        .runId())
                .isEqualTo(run.runId());
        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertThat(run.info().startedAt()).isNotEqualTo(Optional.empty());
    }

    /** As in Airflow: the time goes on in a pause, but nobody looks at the runs of the DAG. */
    @Test
    void aPauseKeepsARunFromBeingTimedOut() throws InterruptedException {
        var dag = Dag.named("timed").runTimeout(Duration.ofMillis(300));
        dag.task("wait").runs(Boolean.class, context -> mayEnd.tryAcquire(30, TimeUnit.SECONDS));
        var runner = start(dag.build());
        var run = runner.trigger(NONE);
        dagrunr.pause("timed");

        Awaitility.await()
                .pollDelay(Duration.ofMillis(1_800))
                .atMost(LONG)
                .until(() -> run.state() == RunState.RUNNING);
        dagrunr.unpause("timed");

        assertThat(run.await(LONG)).isEqualTo(RunState.FAILED);
        assertThat(run.info().reason()).contains("longer than its DAG lets a run take");
    }

    @Test
    void saysWhatKeepsARunFromStartingAndAPausedOneFromGoingOn() {
        var runner = start(waiting("held_back", 1));
        var running = runner.trigger(NONE);
        var queued = runner.trigger(NONE);
        Awaitility.await().atMost(LONG).until(() -> running.tasks().get(0).state() == TaskState.RUNNING);

        assertThat(queued.whyNotRunning("wait", -1))
                .containsExactly("The run is queued: 1 of at most 1 runs of its DAG are running");
        dagrunr.pause("held_back");
        assertThat(queued.whyNotRunning("wait", -1)).first().isEqualTo("DAG 'held_back' is paused; unpause it");
        assertThat(running.whyNotRunning("wait", -1)).isEmpty();
        assertThat(running.whyNotRunning("then", -1))
                .containsExactly(
                        "DAG 'held_back' is paused; unpause it",
                        "Its rule all_success waits for 'wait': 0 of 1 instances have ended");
    }
}
