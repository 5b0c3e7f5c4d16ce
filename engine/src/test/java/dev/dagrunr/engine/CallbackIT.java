package dev.dagrunr.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.NoParams;
import dev.dagrunr.dag.RetryPolicy;
import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.TaskSkippedException;
import dev.dagrunr.testsupport.PostgresExtension;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CallbackIT {
    private static final Duration LONG = Duration.ofSeconds(30);

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.create();

    private static HikariDataSource pool;
    private final ConcurrentLinkedQueue<String> told = new ConcurrentLinkedQueue<>();
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
        dagrunr = DagRunr.configure().dataSource(pool).dags(dag).parallelism(2).start();
        return dagrunr.runner(dag).trigger(new NoParams());
    }

    private void assertToldAll() {
        await().atMost(LONG)
                .until(() -> Rows.of(pool, "select id from dagrunr.callback").isEmpty());
    }

    @Test
    void tellsOnceHowEachAttemptAndTheRunEnded() throws InterruptedException {
        var dag = Dag.named("told").onFailure(run -> told.add("run " + run.state() + " " + run.runId()));
        dag.task("good")
                .onExecute((context, reason) -> told.add("good begins"))
                .onSuccess((context, reason) -> told.add("good ended" + reason))
                .onFailure((context, reason) -> told.add("never"))
                .runs(Boolean.class, context -> told.add("good runs"));
        dag.task("bad")
                .retries(RetryPolicy.fixedDelay(1, Duration.ZERO))
                .onRetry((context, reason) -> told.add("bad again: " + reason))
                .onFailure((context, reason) -> told.add(
                        "bad failed: " + reason + " " + context.attempt().tryNumber()))
                .runs(String.class, context -> {
                    throw new IllegalStateException("broken");
                });
        dag.task("none")
                .onSkipped((context, reason) -> told.add("skipped: " + reason))
                .runs(String.class, context -> {
                    throw new TaskSkippedException("nothing to do");
                });
        var run = start(dag.build());

        assertThat(run.await(LONG)).isEqualTo(RunState.FAILED);
        assertToldAll();

        assertThat(told)
                .containsExactlyInAnyOrder(
                        "good begins",
                        "good runs",
                        "good ended",
                        "bad again: broken",
                        "bad failed: broken 2",
                        "skipped: nothing to do",
                        "run FAILED " + run.runId());
        assertThat(told).containsSubsequence("good begins", "good runs", "good ended");
    }

    @Test
    void aCallbackThatFailsChangesNothingAndStandsInTheLog() throws InterruptedException {
        var dag = Dag.named("crashing_callbacks").onSuccess(run -> {
            throw new IllegalStateException("the run's");
        });
        dag.task("only")
                .onExecute((context, reason) -> {
                    throw new IllegalStateException("before");
                })
                .onSuccess((context, reason) -> {
                    throw new StackOverflowError("after");
                })
                .onSuccess((context, reason) -> context.log().info("the second is called all the same"))
                .runs(String.class, context -> "value");
        var run = start(dag.build());

        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertToldAll();

        assertThat(run.result("only", String.class)).contains("value");
        assertThat(run.log("only", -1).stream().map(LogLine::message))
                .containsExactly(
                        "Callback on_execute failed: java.lang.IllegalStateException: before",
                        "Callback on_success failed: java.lang.StackOverflowError: after",
                        "the second is called all the same");
    }

    @Test
    void aSlowCallbackHoldsUpNeitherTheNextTaskNorTheEndOfTheRun() throws InterruptedException {
        var open = new CountDownLatch(1);
        var dag = Dag.named("slow_callback");
        var first = dag.task("first")
                .onSuccess((context, reason) -> told.add("late " + open.await(20, TimeUnit.SECONDS)))
                .runs(String.class, context -> "");
        dag.task("second").after(first).runs(String.class, context -> "");
        var run = start(dag.build());

        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertThat(told).isEmpty();
        open.countDown();
        assertToldAll();
        assertThat(told).containsExactly("late true");
    }

    @Test
    void whatANodeLeftUntoldAnotherTells() throws InterruptedException {
        var dag = Dag.named("untold");
        dag.task("only")
                .onSuccess((context, reason) -> told.add(context.attempt().runId()))
                .runs(String.class, context -> "");
        var run = start(dag.build());
        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertToldAll();
        Rows.of(pool, """
                insert into dagrunr.callback (run, dag_id, instance, epoch, try_number, moment, reason, node)
                select run, 'untold', id, epoch, try_number, 'success', '', gen_random_uuid()
                from dagrunr.task_instance
                where run = %d
                returning id""".formatted(run.info().key()));

        assertToldAll();

        assertThat(told).containsExactly(run.runId(), run.runId());
    }
}
