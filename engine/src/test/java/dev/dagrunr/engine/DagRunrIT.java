package dev.dagrunr.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.RetryPolicy;
import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.TaskFailedException;
import dev.dagrunr.dag.TaskSkippedException;
import dev.dagrunr.dag.TaskState;
import dev.dagrunr.dag.TriggerRule;
import dev.dagrunr.testsupport.PostgresExtension;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DagRunrIT {
    private static final Duration LONG = Duration.ofSeconds(30);

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.create();

    private static HikariDataSource pool;
    private DagRunr dagrunr;

    @BeforeAll
    static void openPool() {
        var config = new HikariConfig();
        config.setDataSource(POSTGRES.database().dataSource());
        config.setMaximumPoolSize(24);
        pool = new HikariDataSource(config);
    }

    @AfterEach
    void stop() {
        dagrunr.close();
    }

    private void start(Dag<?>... dags) {
        dagrunr = DagRunr.configure().dataSource(pool).dags(dags).parallelism(8).start();
    }

    private static Dag<Numbers> sums(AtomicInteger failures) {
        var dag = Dag.named("sums", Numbers.class)
                .defaults(new Numbers(3))
                .retries(RetryPolicy.fixedDelay(1, Duration.ofMillis(1)));
        var numbers = dag.task("numbers")
                .runsList(
                        Integer.class,
                        context -> IntStream.range(0, context.params().count())
                                .boxed()
                                .toList());
        var doubled = dag.task("doubled")
                .expand(numbers)
                .labels(n -> "number " + n)
                .runs(Integer.class, (n, context) -> {
                    context.log().info("doubling " + n);
                    if (n == 1 && failures.getAndDecrement() > 0) {
                        throw new IllegalStateException("not yet");
                    }
                    return n * 2;
                });
        dag.task("sum")
                .reads(doubled)
                .runs(
                        Integer.class,
                        (all, context) -> all.stream().mapToInt(n -> n).sum());
        return dag.build();
    }

    @Test
    void runsAMappedDagToItsEnd() throws InterruptedException {
        var dag = sums(new AtomicInteger());
        start(dag);

        var run = dagrunr.runner(dag).trigger(new Numbers(50));

        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertThat(run.result("sum", Integer.class)).contains(2 * 49 * 50 / 2);
        assertThat(run.tasks())
                .hasSize(52)
                .allSatisfy(task -> assertThat(task.state()).isEqualTo(TaskState.SUCCESS));
        assertThat(run.log("doubled", 7)).extracting(LogLine::message).containsExactly("doubling 7");
        assertThat(run.tasks())
                .filteredOn(task -> task.mapIndex() == 7)
                .extracting(TaskInstanceInfo::label)
                .containsExactly("number 7");
    }

    @Test
    void triesAFailedTaskAgain() throws InterruptedException {
        var dag = sums(new AtomicInteger(1));
        start(dag);

        var run = dagrunr.runner(dag).triggerJson("{}", TriggerOptions.defaults());

        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertThat(run.tasks())
                .filteredOn(task -> task.mapIndex() == 1)
                .extracting(TaskInstanceInfo::tryNumber)
                .containsExactly(2);
    }

    @Test
    void failsTheRunWhenNoTryIsLeftAndGoesOnAfterAClear() throws InterruptedException {
        var dag = sums(new AtomicInteger(2));
        start(dag);
        var run = dagrunr.runner(dag).trigger(new Numbers(3));
        assertThat(run.await(LONG)).isEqualTo(RunState.FAILED);
        assertThat(run.tasks())
                .extracting(task ->
                        task.taskId() + task.mapIndex() + " " + task.state().wireName())
                .containsExactlyInAnyOrder(
                        "numbers-1 success",
                        "doubled0 success",
                        "doubled1 failed",
                        "doubled2 success",
                        "sum-1 upstream_failed");

        var cleared = run.clear(ClearOptions.failed());

        assertThat(cleared).extracting(TaskInstanceInfo::taskId).containsExactlyInAnyOrder("doubled", "sum");
        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertThat(run.result("sum", Integer.class)).contains(6);
    }

    @Test
    void skipsWhatComesAfterAnEmptyList() throws InterruptedException {
        var dag = sums(new AtomicInteger());
        start(dag);

        var run = dagrunr.runner(dag).trigger(new Numbers(0));

        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertThat(run.tasks())
                .extracting(task -> task.state().wireName())
                .containsExactly("success", "skipped", "skipped");
    }

    @Test
    void waitsForARunOfAnotherDagWithoutAWorker() throws InterruptedException {
        var child = sums(new AtomicInteger());
        var parent = Dag.named("parent");
        var started = parent.task("start_sums").triggers(child, context -> new Numbers(4));
        parent.task("report")
                .reads(started)
                .runs(String.class, (run, context) -> run.state().wireName());
        var dag = parent.build();
        dagrunr = DagRunr.configure().dataSource(pool).dags(dag).parallelism(1).start();

        var run = dagrunr.runner(dag).triggerJson("{}", TriggerOptions.defaults());

        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertThat(run.result("report", String.class)).contains("success");
    }

    @Test
    void joinsOverFailuresAndSkips() throws InterruptedException {
        var builder = Dag.named("joins");
        var mixed = builder.task("mixed")
                .expand(dev.dagrunr.dag.Expandable.of(List.of("good", "bad", "skip")))
                .runs(String.class, (word, context) -> {
                    switch (word) {
                        case "bad" -> throw new TaskFailedException("bad luck");
                        case "skip" -> throw new TaskSkippedException("not wanted");
                        default -> {
                            return word;
                        }
                    }
                });
        builder.task("join")
                .reads(mixed.outcomes())
                .when(TriggerRule.ALL_DONE)
                .runs(
                        String.class,
                        (all, context) ->
                                all.entries().size() + " " + all.values().toList() + " "
                                        + all.entries().get(1).outcome());
        var dag = builder.build();
        start(dag);

        var run = dagrunr.runner(dag).triggerJson("{}", TriggerOptions.defaults());

        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertThat(run.result("join", String.class)).contains("3 [good] Failed[reason=bad luck]");
    }

    @Test
    void stopsARunAndInterruptsItsTask() throws InterruptedException {
        var running = new CountDownLatch(1);
        var interrupted = new CountDownLatch(1);
        var builder = Dag.named("endless");
        var endless = builder.task("endless").runs(String.class, context -> {
            running.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
            return "interrupted";
        });
        builder.task("after").reads(endless).runs(String.class, (text, context) -> text);
        var dag = builder.build();
        start(dag);
        var run = dagrunr.runner(dag).triggerJson("{}", TriggerOptions.defaults());
        running.await();

        run.stop("stopped by a test");

        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(interrupted.await(2, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
        assertThat(run.tasks()).extracting(task -> task.state().wireName()).containsExactly("failed", "skipped");
    }

    @Test
    void refusesAConfBeforeARunExists() {
        var dag = sums(new AtomicInteger());
        start(dag);
        int before = dagrunr.runs("sums", 1000).size();

        assertThatThrownBy(() -> dagrunr.runner("sums")
                        .triggerJson("{\"count\": \"7\", \"colour\": 1}", TriggerOptions.defaults()))
                .isInstanceOf(DagRunrException.class)
                .hasMessage("The conf of DAG 'sums' is not usable: key 'colour' is unknown (known are count); "
                        + "key 'count' is \"7\", but must be a whole number");
        assertThat(dagrunr.runs("sums", 1000)).hasSize(before);
    }
}
