package dev.dagrunr.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.dag.Body;
import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.Expandable;
import dev.dagrunr.dag.NoParams;
import dev.dagrunr.dag.RetryPolicy;
import dev.dagrunr.dag.RunState;
import dev.dagrunr.testsupport.PostgresExtension;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** However a body ends, its instance ends, with a reason that people can read. */
class AttemptEndIT {
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

    private RunHandle run(Dag<NoParams> dag) throws InterruptedException {
        dagrunr = DagRunr.configure()
                .dataSource(pool)
                .dags(dag)
                .parallelism(4)
                .maxValueBytes(100)
                .start();
        var run = dagrunr.runner(dag).trigger(new NoParams());
        run.await(Duration.ofSeconds(30));
        return run;
    }

    private static Dag<NoParams> one(String id, Body.Of0<NoParams, String> body) {
        var dag = Dag.named(id);
        dag.task("only").runs(String.class, body);
        return dag.build();
    }

    @Test
    void aReasonThatPostgresCannotHoldIsStoredReadably() throws InterruptedException {
        var run = run(one("nul", context -> {
            throw new IllegalStateException("before\0after");
        }));

        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(run.tasks()).extracting(TaskInstanceInfo::reason).containsExactly("before\u2400after");
    }

    @Test
    void aLongReasonIsShortenedAndStandsInTheLog() throws InterruptedException {
        var run = run(one("long_reason", context -> {
            throw new IllegalStateException("x".repeat(7_000));
        }));

        assertThat(run.tasks().get(0).reason()).hasSizeLessThan(4_100).endsWith("…");
        assertThat(run.log("only", -1)).extracting(LogLine::message).contains("x".repeat(7_000));
    }

    @Test
    void aValueThatIsTooLargeFailsItsTask() throws InterruptedException {
        var run = run(one("large", context -> "x".repeat(200)));

        assertThat(run.tasks())
                .extracting(TaskInstanceInfo::reason)
                .containsExactly("Task 'only' returned a value of 202 bytes as JSON, but at most 100 are stored; "
                        + "return a reference to the data instead, or raise the limit");
    }

    @Test
    void aValueMayBeNull() throws InterruptedException {
        var dag = Dag.named("nulls");
        var nothing = dag.task("nothing").runs(String.class, context -> null);
        var list = dag.task("list").runsList(String.class, context -> Arrays.asList("a", null));
        var each = dag.task("each").expand(list).runs(String.class, (element, context) -> element);
        dag.task("seen").reads(nothing, each).runs(String.class, (value, all, context) -> value + " " + all);

        var run = run(dag.build());

        assertThat(run.state()).isEqualTo(RunState.SUCCESS);
        assertThat(run.result("seen", String.class)).contains("null [a]");
        assertThat(run.resultJson("nothing", -1)).isEmpty();
    }

    @Test
    void anErrorOfTheVirtualMachineFailsTheTaskAlone() throws InterruptedException {
        var run = run(one("stack_overflow", context -> {
            throw new StackOverflowError("too deep");
        }));

        assertThat(run.tasks())
                .extracting(TaskInstanceInfo::reason)
                .containsExactly("java.lang.StackOverflowError: too deep");
    }

    @Test
    void aLabelThatCannotBeMadeIsReplacedByTheIndex() throws InterruptedException {
        var dag = Dag.named("labels");
        dag.task("each")
                .expand(Expandable.of(List.of("a", "b")))
                .labels(element -> {
                    if (element.equals("b")) {
                        throw new IllegalStateException("no label");
                    }
                    return "label " + element;
                })
                .runs(String.class, (element, context) -> element);

        var run = run(dag.build());

        assertThat(run.state()).isEqualTo(RunState.SUCCESS);
        assertThat(run.tasks()).extracting(TaskInstanceInfo::label).containsExactly("label a", "1");
    }

    @Test
    void aTimeoutFailsAlsoABodyThatSwallowsItsInterrupt() throws InterruptedException {
        var cancelled = new CountDownLatch(1);
        var dag = Dag.named("timeout");
        dag.task("only").executionTimeout(Duration.ofMillis(100)).runs(String.class, context -> {
            context.onCancel(cancelled::countDown);
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                cancelled.await();
            }
            return "half of it";
        });

        var run = run(dag.build());

        assertThat(run.tasks())
                .extracting(TaskInstanceInfo::reason)
                .containsExactly("It ran longer than its execution timeout of 100 ms");
        assertThat(run.resultJson("only", -1)).isEmpty();
    }

    @Test
    void aLateInterruptNeverReachesTheNextAttempt() throws InterruptedException {
        var dag = Dag.named("late_interrupts");
        var elements = IntStream.range(0, 60).boxed().toList();
        dag.task("racing")
                .expand(Expandable.of(elements))
                .executionTimeout(Duration.ofMillis(5))
                .retries(RetryPolicy.none())
                .runs(String.class, (element, context) -> {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(4));
                    return "done";
                });
        dag.task("sleeping").expand(Expandable.of(elements)).runs(String.class, (element, context) -> {
            new CountDownLatch(1).await(10, TimeUnit.MILLISECONDS);
            return "slept";
        });

        var run = run(dag.build());

        assertThat(run.tasks())
                .filteredOn(task -> task.taskId().equals("sleeping"))
                .hasSize(60)
                .allSatisfy(task -> assertThat(task.state().wireName()).isEqualTo("success"));
    }

    @Test
    void theLastProgressIsStored() throws InterruptedException {
        var run = run(one("progress", context -> {
            context.progress(5, 10);
            context.progress(10, 10, 2_000);
            return "";
        }));

        assertThat(run.tasks())
                .extracting(
                        TaskInstanceInfo::progressDone,
                        TaskInstanceInfo::progressExpected,
                        TaskInstanceInfo::progressBytes)
                .containsExactly(tuple(10L, 10L, 2_000L));
    }
}
