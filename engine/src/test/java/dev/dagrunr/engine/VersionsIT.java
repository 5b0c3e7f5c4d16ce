package dev.dagrunr.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.Expandable;
import dev.dagrunr.dag.NoParams;
import dev.dagrunr.dag.RunState;
import dev.dagrunr.testsupport.PostgresExtension;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Nodes with different code on one database, as while an application is upgraded. */
class VersionsIT {
    private static final Duration LONG = Duration.ofSeconds(60);

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.create();

    private static HikariDataSource pool;
    private final CountDownLatch upgraded = new CountDownLatch(1);

    @BeforeAll
    static void openPool() {
        pool = Pools.of(POSTGRES.database());
    }

    @AfterAll
    static void closePool() {
        pool.close();
    }

    private static DagRunr node(String name, Dag<?> dag) {
        return DagRunr.configure()
                .dataSource(pool)
                .dags(dag)
                .nodeName(name)
                .parallelism(2)
                .start();
    }

    private Dag<NoParams> oldVersion(String id) {
        var dag = Dag.named(id);
        var first = dag.task("first").runs(Integer.class, context -> {
            upgraded.await();
            return 1;
        });
        var same = dag.task("same").reads(first).runs(String.class, (value, context) -> "old");
        var rewired = dag.task("rewired").reads(first).runs(Integer.class, (value, context) -> value);
        dag.task("gone")
                .after(same, rewired)
                .expand(Expandable.of(IntStream.range(0, 8).boxed().toList()))
                .runs(Integer.class, (n, context) -> n);
        return dag.build();
    }

    private static Dag<NoParams> newVersion(String id) {
        var dag = Dag.named(id);
        var first = dag.task("first").runs(Integer.class, context -> 2);
        var other = dag.task("other").runs(Integer.class, context -> 2);
        dag.task("same").reads(first).runs(String.class, (value, context) -> "new");
        dag.task("rewired").reads(other).runs(Integer.class, (value, context) -> value);
        return dag.build();
    }

    @Test
    void aRunGoesOnAsItBeganWhereANodeHasItsCode() throws InterruptedException {
        var old = oldVersion("rolling");
        try (var before = node("before", old);
                var after = node("after", newVersion("rolling"))) {
            var run = before.runner(old).trigger(new NoParams());
            upgraded.countDown();

            assertThat(run.await(LONG)).as(() -> States.of(run).toString()).isEqualTo(RunState.SUCCESS);
            assertThat(run.tasks())
                    .filteredOn(task -> task.taskId().equals("gone"))
                    .hasSize(8);
            assertThat(run.tasks())
                    .allSatisfy(task -> assertThat(task.tryNumber()).isEqualTo(1));
            assertThat(after.nodes()).extracting(NodeInfo::name).contains("before", "after");
        }
    }

    @Test
    void aTaskWaitsForTheBusyNodeThatHasItsCode() throws InterruptedException {
        var done = new CountDownLatch(1);
        var busy = Dag.named("busy_now");
        busy.task("long").expand(Expandable.of(List.of(1, 2))).runs(Integer.class, (n, context) -> {
            done.await();
            return n;
        });
        var blocking = busy.build();
        var old = oldVersion("behind");
        upgraded.countDown();
        try (var before = DagRunr.configure()
                        .dataSource(pool)
                        .dags(old, blocking)
                        .nodeName("before")
                        .parallelism(2)
                        .start();
                var other = node("after", newVersion("behind"))) {
            var block = before.runner(blocking).trigger(new NoParams());
            await().atMost(LONG)
                    .until(() -> Rows.of(
                                            pool,
                                            "select id from dagrunr.task_instance where task_id = 'long' and state = 'running'")
                                    .size()
                            == 2);
            var run = before.runner(old).trigger(new NoParams());

            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(run.whyNotRunning("rewired", -1))
                            .containsExactly("It waits for node 'before', which has the version of the DAG that its"
                                    + " run started with"));
            assertThat(run.state()).isEqualTo(RunState.RUNNING);
            done.countDown();

            assertThat(block.await(LONG)).isEqualTo(RunState.SUCCESS);
            assertThat(run.await(LONG)).as(() -> States.of(run).toString()).isEqualTo(RunState.SUCCESS);
            assertThat(other.nodes()).hasSize(2);
        }
    }

    @Test
    void whatNoNodeHasTheCodeOfFailsAndSaysSo() throws InterruptedException {
        var old = oldVersion("alone");
        RunHandle begun;
        try (var before = DagRunr.configure().dataSource(pool).dags(old).connect()) {
            begun = before.runner(old).trigger(new NoParams());
        }
        upgraded.countDown();
        try (var after = node("after", newVersion("alone"))) {
            var run = after.run("alone", begun.runId());

            assertThat(run.await(LONG)).isEqualTo(RunState.FAILED);
            assertThat(States.of(run)).contains("first success", "same success", "rewired failed");
            assertThat(run.result("same", String.class)).contains("new");
            assertThat(run.tasks())
                    .filteredOn(task -> task.taskId().equals("rewired"))
                    .singleElement()
                    .satisfies(task -> assertThat(task.reason()).contains("start a node that has that version"));
        }
        try (var again = node("again", old)) {
            var run = again.run("alone", begun.runId());
            run.clear(ClearOptions.failed());

            assertThat(run.await(LONG)).as(() -> States.of(run).toString()).isEqualTo(RunState.SUCCESS);
        }
    }
}
