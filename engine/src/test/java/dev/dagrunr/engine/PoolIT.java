package dev.dagrunr.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.Expandable;
import dev.dagrunr.dag.NoParams;
import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.TaskState;
import dev.dagrunr.dag.WeightRule;
import dev.dagrunr.testsupport.PostgresExtension;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Slots that several runs share: pools, and limits of a task over its instances. */
class PoolIT {
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
        dagrunr.setPool(PoolSettings.of(PoolSettings.DEFAULT_POOL, -1));
        dagrunr.close();
    }

    private void start(Dag<?>... dags) {
        dagrunr = DagRunr.configure().dataSource(pool).dags(dags).parallelism(8).start();
    }

    /** Counts how many bodies run at the same time. */
    private static final class Gauge {
        private final AtomicInteger now = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();

        int pass(int value) throws InterruptedException {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            TimeUnit.MILLISECONDS.sleep(15);
            now.decrementAndGet();
            return value;
        }
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    @Test
    void aPoolBoundsTheInstancesOfAllRunsAndDags() throws InterruptedException {
        var gauge = new Gauge();
        var one = Dag.named("pooled_one");
        one.task("wide")
                .expand(Expandable.of(numbers(12)))
                .pool("narrow")
                .runs(Integer.class, (n, context) -> gauge.pass(n));
        var two = Dag.named("pooled_two");
        two.task("chain").pool("narrow").runs(Integer.class, context -> gauge.pass(1));
        var first = one.build();
        var second = two.build();
        start(first, second);
        dagrunr.setPool(PoolSettings.of("narrow", 3));

        var runs = List.of(
                dagrunr.runner(first).trigger(new NoParams()),
                dagrunr.runner(second).trigger(new NoParams()),
                dagrunr.runner(first).trigger(new NoParams()));

        for (var run : runs) {
            assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        }
        assertThat(gauge.most).hasValueLessThanOrEqualTo(3);
        assertThat(dagrunr.pools())
                .filteredOn(info -> info.name().equals("narrow"))
                .singleElement()
                .satisfies(info -> assertThat(info.occupied() + info.waiting()).isZero());
    }

    @Test
    void aFreedSlotGoesToTheLargestWeightOfAllRuns() throws InterruptedException {
        var order = new ConcurrentLinkedQueue<String>();
        var open = new CountDownLatch(1);
        var holder = Dag.named("pool_holder");
        holder.task("hold").pool("single").runs(Boolean.class, context -> open.await(20, TimeUnit.SECONDS));
        var light = weighted("pool_light", 1, order);
        var heavy = weighted("pool_heavy", 7, order);
        var holding = holder.build();
        start(holding, light, heavy);
        dagrunr.setPool(PoolSettings.of("single", 1));
        var held = dagrunr.runner(holding).trigger(new NoParams());
        awaitState(held, "hold", TaskState.RUNNING);

        var first = dagrunr.runner(light).trigger(new NoParams());
        var second = dagrunr.runner(heavy).trigger(new NoParams());
        assertThat(second.tasks())
                .singleElement()
                .satisfies(task -> assertThat(task.state()).isEqualTo(TaskState.SCHEDULED));
        open.countDown();

        assertThat(first.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertThat(second.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertThat(order).containsExactly("pool_heavy", "pool_light");
    }

    private static Dag<NoParams> weighted(String id, int weight, ConcurrentLinkedQueue<String> order) {
        var dag = Dag.named(id);
        dag.task("only").pool("single").priorityWeight(weight).runs(Boolean.class, context -> order.add(id));
        return dag.build();
    }

    private static void awaitState(RunHandle run, String taskId, TaskState state) {
        await().atMost(LONG)
                .until(() ->
                        run.tasks().stream().anyMatch(task -> task.taskId().equals(taskId) && task.state() == state));
    }

    @Test
    void anInstanceThatTakesMoreSlotsThanAreFreeLetsOthersPass() throws InterruptedException {
        var open = new CountDownLatch(1);
        var dag = Dag.named("pool_slots").weightRule(WeightRule.ABSOLUTE);
        dag.task("hold")
                .pool("three")
                .priorityWeight(9)
                .runs(Boolean.class, context -> open.await(20, TimeUnit.SECONDS));
        dag.task("large").pool("three").poolSlots(3).priorityWeight(5).runs(String.class, context -> "");
        dag.task("small").pool("three").runs(String.class, context -> "");
        var built = dag.build();
        start(built);
        dagrunr.setPool(PoolSettings.of("three", 3));

        var run = dagrunr.runner(built).trigger(new NoParams());
        awaitState(run, "small", TaskState.SUCCESS);
        awaitState(run, "large", TaskState.SCHEDULED);
        open.countDown();

        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
    }

    @Test
    void aRunWhosePoolIsMissingOrTooSmallIsRefused() {
        var dag = Dag.named("pool_missing");
        dag.task("only").pool("nowhere").poolSlots(4).runs(String.class, context -> "");
        var built = dag.build();
        start(built);

        assertThatThrownBy(() -> dagrunr.runner(built).trigger(new NoParams()))
                .hasMessage(
                        "DAG 'pool_missing' cannot run: task 'only' takes slots of pool 'nowhere', which does not exist; set the pools first");
        dagrunr.setPool(PoolSettings.of("nowhere", 3));
        assertThatThrownBy(() -> dagrunr.runner(built).trigger(new NoParams()))
                .hasMessageContaining("task 'only' takes 4 slots of pool 'nowhere', which has 3");
        assertThat(dagrunr.runs("pool_missing", 9)).isEmpty();
        dagrunr.deletePool("nowhere");
    }

    @Test
    void theDefaultPoolHoldsBackRunsUnderWayOnceItHasALimit() throws InterruptedException {
        var dag = Dag.named("pool_default");
        var go = new CountDownLatch(1);
        var gauge = new Gauge();
        var first = dag.task("first").runs(Boolean.class, context -> go.await(20, TimeUnit.SECONDS));
        dag.task("each")
                .after(first)
                .expand(Expandable.of(numbers(6)))
                .runs(Integer.class, (n, context) -> gauge.pass(n));
        var built = dag.build();
        start(built);
        var run = dagrunr.runner(built).trigger(new NoParams());
        awaitState(run, "first", TaskState.RUNNING);
        dagrunr.setPool(PoolSettings.of(PoolSettings.DEFAULT_POOL, 2));
        go.countDown();

        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertThat(gauge.most).hasValueLessThanOrEqualTo(2);
    }

    @Test
    void aPoolThatIsFullHoldsUntilItIsMadeLargerAndCannotBeDeletedMeanwhile() throws InterruptedException {
        var dag = Dag.named("pool_closed");
        dag.task("only").pool("closed").runs(String.class, context -> "");
        var built = dag.build();
        start(built);
        dagrunr.setPool(PoolSettings.of("closed", 0));
        var run = dagrunr.runner(built).trigger(new NoParams());
        assertThat(run.await(Duration.ofMillis(300))).isEqualTo(RunState.RUNNING);
        assertThatThrownBy(() -> dagrunr.deletePool("closed")).hasMessageContaining("runs of pool_closed");

        dagrunr.setPool(PoolSettings.of("closed", 1));

        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        dagrunr.deletePool("closed");
    }

    @Test
    void aTaskHasNoMoreInstancesAtOnceThanItsLimitsSayInAllRunsAndInOne() throws InterruptedException {
        var everywhere = new Gauge();
        var inRun = new Gauge();
        var dag = Dag.named("task_limits");
        dag.task("per_dag")
                .expand(Expandable.of(numbers(8)))
                .maxActiveTisPerDag(2)
                .runs(Integer.class, (n, context) -> everywhere.pass(n));
        dag.task("per_run")
                .expand(Expandable.of(numbers(6)))
                .maxActiveTisPerDagrun(1)
                .runs(Integer.class, (n, context) -> inRun.pass(n));
        var built = dag.build();
        start(built);

        var first = dagrunr.runner(built).trigger(new NoParams());
        var second = dagrunr.runner(built).trigger(new NoParams());

        assertThat(first.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertThat(second.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertThat(everywhere.most).hasValueLessThanOrEqualTo(2);
        assertThat(inRun.most).hasValueLessThanOrEqualTo(2);
    }

    @Test
    void aTaskThatWaitsForARunKeepsItsSlotsOnlyWhereThePoolSaysSo() throws InterruptedException {
        var open = new CountDownLatch(1);
        var child = Dag.named("pool_child");
        child.task("slow").runs(Boolean.class, context -> open.await(20, TimeUnit.SECONDS));
        var dag = Dag.named("pool_parent").weightRule(WeightRule.ABSOLUTE);
        dag.task("sub").pool("deferring").priorityWeight(5).triggers(child.build(), context -> new NoParams());
        dag.task("other").pool("deferring").runs(String.class, context -> "");
        var built = dag.build();
        start(built);
        dagrunr.setPool(PoolSettings.of("deferring", 1).withDeferred());

        var run = dagrunr.runner(built).trigger(new NoParams());
        awaitState(run, "sub", TaskState.UP_FOR_RESCHEDULE);
        awaitState(run, "other", TaskState.SCHEDULED);
        dagrunr.setPool(PoolSettings.of("deferring", 1));
        awaitState(run, "other", TaskState.SUCCESS);
        open.countDown();

        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
    }
}
