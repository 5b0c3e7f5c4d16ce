package dev.dagrunr.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.NoParams;
import dev.dagrunr.dag.RetryPolicy;
import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.TaskFailedException;
import dev.dagrunr.dag.TaskState;
import dev.dagrunr.testsupport.PostgresExtension;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The first task that fails ends the others, on whatever thread and in whatever state they are. */
class FailFastIT {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String REASON = "Task 'breaks' failed, and this DAG fails fast";

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

    private static String broken(CountDownLatch when) throws InterruptedException {
        when.await();
        throw new TaskFailedException("broken");
    }

    /** What the engine counts must be what there is. */
    private static void assertNothingIsLeaked(RunHandle run) {
        assertThat(Rows.of(
                        pool,
                        "select occupied_slots, live_instances, open_tasks from dagrunr.dag_run where id = "
                                + run.info().key()))
                .containsExactly("0 0 0");
    }

    @Test
    void aRunningTaskIsInterruptedAndTheOthersAreSkipped() throws InterruptedException {
        var running = new CountDownLatch(1);
        var interrupted = new CountDownLatch(1);
        var dag = Dag.named("fast").failFast();
        var server = dag.task("server").setup().runs(String.class, context -> "up");
        var slow = dag.task("slow").after(server).runs(String.class, context -> {
            running.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
            return "never";
        });
        var breaks = dag.task("breaks").after(server).runs(String.class, context -> broken(running));
        var after = dag.task("after").reads(slow).runs(String.class, (text, context) -> text);
        dag.task("end").after(after, breaks).teardownOf(server).runs(String.class, context -> "down");

        var run = start(dag.build());

        assertThat(run.await(LONG)).isEqualTo(RunState.FAILED);
        assertThat(interrupted.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(States.of(run))
                .containsExactly("server success", "slow failed", "breaks failed", "after skipped", "end success");
        assertThat(States.reason(run, "slow", -1)).isEqualTo(REASON);
        assertThat(States.reason(run, "after", -1)).isEqualTo(REASON);
        assertNothingIsLeaked(run);
    }

    @Test
    void whatHasNoSlotYetIsSkipped() throws InterruptedException {
        var running = new CountDownLatch(2);
        var dag = Dag.named("fast_without_slots").failFast().maxActiveTasks(3);
        var numbers = dag.task("numbers")
                .runsList(
                        Integer.class, context -> IntStream.range(0, 50).boxed().toList());
        dag.task("breaks").after(numbers).priorityWeight(5).runs(String.class, context -> broken(running));
        dag.task("each").expand(numbers).runs(Integer.class, (number, context) -> {
            running.countDown();
            new CountDownLatch(1).await();
            return number;
        });

        var run = start(dag.build());

        assertThat(run.await(LONG)).isEqualTo(RunState.FAILED);
        assertThat(run.tasks())
                .filteredOn(task -> task.taskId().equals("each"))
                .extracting(TaskInstanceInfo::state)
                .containsOnly(TaskState.FAILED, TaskState.SKIPPED)
                .filteredOn(TaskState.FAILED::equals)
                .hasSize(2);
        assertNothingIsLeaked(run);
    }

    @Test
    void whatWaitsForItsNextTryIsSkippedAndARunThatIsWaitedForIsStopped() throws InterruptedException {
        var gate = new CountDownLatch(1);
        var childRunning = new CountDownLatch(1);
        var child = Dag.named("fast_child");
        child.task("endless").runs(String.class, context -> {
            childRunning.countDown();
            new CountDownLatch(1).await();
            return "never";
        });
        var dag = Dag.named("fast_while_waiting").failFast();
        dag.task("retries")
                .retries(RetryPolicy.fixedDelay(3, Duration.ofHours(1)))
                .runs(String.class, context -> {
                    throw new IllegalStateException("once more");
                });
        dag.task("starts").triggers(child.build(), context -> new NoParams());
        dag.task("breaks").runs(String.class, context -> broken(gate));
        var run = start(dag.build());
        childRunning.await();
        await().atMost(LONG)
                .until(() -> States.of(run).containsAll(List.of("retries up_for_retry", "starts up_for_reschedule")));

        gate.countDown();

        assertThat(run.await(LONG)).isEqualTo(RunState.FAILED);
        assertThat(States.of(run)).containsExactly("retries skipped", "starts skipped", "breaks failed");
        assertThat(dagrunr.runs("fast_child", 1)).extracting(RunInfo::state).containsExactly(RunState.FAILED);
        assertNothingIsLeaked(run);
    }
}
