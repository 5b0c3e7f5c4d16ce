package dev.dagrunr.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.NoParams;
import dev.dagrunr.dag.RetryPolicy;
import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.Sensing;
import dev.dagrunr.dag.TaskState;
import dev.dagrunr.testsupport.PostgresExtension;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tasks that wait for something outside, on an engine with a single worker. */
class SensorIT {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(10);

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.create();

    private static HikariDataSource pool;
    private final AtomicBoolean there = new AtomicBoolean();
    private final AtomicInteger looks = new AtomicInteger();
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
        dagrunr = DagRunr.configure().dataSource(pool).dags(dag).parallelism(1).start();
        return dagrunr.runner(dag).trigger(new NoParams());
    }

    private Optional<String> look() {
        looks.incrementAndGet();
        return there.get() ? Optional.of("found") : Optional.empty();
    }

    /** The last task makes true what the first waits for: with one worker it could not if waiting took one. */
    private Dag<NoParams> waiting(String id, Sensing how, int slots) {
        var dag = Dag.named(id).maxActiveTasks(slots);
        var found = dag.task("wait").priorityWeight(9).waitsFor(String.class, how, context -> look());
        dag.task("use").reads(found).runs(String.class, (value, context) -> value + "!");
        dag.task("make").runs(Boolean.class, context -> {
            there.set(true);
            return true;
        });
        return dag.build();
    }

    private static TaskInstanceInfo task(RunHandle run, String taskId) {
        return run.tasks().stream()
                .filter(task -> task.taskId().equals(taskId))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void waitingTakesNoWorkerAndUnderRescheduleNoSlotEither() throws InterruptedException {
        var run = start(waiting("reschedules", Sensing.reschedule(SHORT), 1));

        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertThat(run.result("use", String.class)).contains("found!");
        assertThat(task(run, "wait").tryNumber()).isEqualTo(1);
        assertThat(looks.get()).isGreaterThan(1);
    }

    @Test
    void waitingUnderPokeTakesNoWorkerButKeepsItsSlot() throws InterruptedException {
        var run = start(waiting("pokes", Sensing.poke(SHORT), 2));

        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertThat(task(run, "wait").tryNumber()).isEqualTo(1);

        there.set(false);
        var single = waiting("pokes_alone", Sensing.poke(SHORT), 1);
        dagrunr.close();
        var held = start(single);
        await().atMost(LONG).until(() -> looks.get() > 4);
        assertThat(task(held, "wait").state()).isIn(TaskState.RUNNING, TaskState.QUEUED);
        assertThat(task(held, "make").state()).isEqualTo(TaskState.SCHEDULED);
        held.stop("enough");
        assertThat(task(held, "wait").state()).isEqualTo(TaskState.FAILED);
        assertThat(Rows.of(
                        pool,
                        "select occupied_slots, live_instances from dagrunr.dag_run where dag_id = 'pokes_alone'"))
                .containsExactly("0 0");
    }

    @Test
    void aTimeoutFailsWithoutARetryOrSkips() throws InterruptedException {
        var dag = Dag.named("sensor_timeouts").retries(RetryPolicy.fixedDelay(3, Duration.ZERO));
        dag.task("hard")
                .waitsFor(
                        String.class, Sensing.reschedule(SHORT).withTimeout(Duration.ofMillis(50)), context -> look());
        dag.task("soft")
                .waitsFor(
                        String.class,
                        Sensing.poke(SHORT).withTimeout(Duration.ofMillis(50)).withSoftFail(),
                        context -> look());
        var run = start(dag.build());

        assertThat(run.await(LONG)).isEqualTo(RunState.FAILED);
        assertThat(task(run, "hard").state()).isEqualTo(TaskState.FAILED);
        assertThat(task(run, "hard").reason()).contains("may wait 50 ms at most");
        assertThat(task(run, "hard").tryNumber()).isEqualTo(1);
        assertThat(task(run, "soft").state()).isEqualTo(TaskState.SKIPPED);
    }

    @Test
    void anInstanceThatIsClearedWhileItWaitsBeginsAnew() throws InterruptedException {
        var dag = Dag.named("sensor_cleared");
        dag.task("wait").waitsFor(String.class, Sensing.reschedule(SHORT), context -> look());
        var run = start(dag.build());
        await().atMost(LONG).until(() -> looks.get() > 1);

        run.clear(ClearOptions.wholeRun());
        there.set(true);

        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertThat(task(run, "wait").tryNumber()).isEqualTo(2);
        assertThat(List.of(run.result("wait", String.class))).containsExactly(Optional.of("found"));
    }

    @Test
    void theExecutionTimeoutOfAPokeBoundsItsWaitAndIsRetried() throws InterruptedException {
        var dag = Dag.named("poke_overruns").retries(RetryPolicy.fixedDelay(1, Duration.ZERO));
        dag.task("wait")
                .executionTimeout(Duration.ofMillis(200))
                .waitsFor(String.class, Sensing.poke(Duration.ofMinutes(10)), context -> look());
        var run = start(dag.build());

        assertThat(run.await(LONG)).isEqualTo(RunState.FAILED);
        assertThat(task(run, "wait").tryNumber()).isEqualTo(2);
        assertThat(task(run, "wait").reason()).endsWith("but may wait 200 ms at most by its execution timeout");
    }
}
