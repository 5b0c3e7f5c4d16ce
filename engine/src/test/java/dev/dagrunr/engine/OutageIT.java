package dev.dagrunr.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.NoParams;
import dev.dagrunr.dag.RunState;
import dev.dagrunr.testsupport.PostgresServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Several engines, and a metadata database that goes away and comes back. */
class OutageIT {
    private static PostgresServer server;

    @BeforeAll
    static void startServer() {
        server = PostgresServer.create();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    private static Dag<NoParams> slow(String id, int width, int millis) {
        var dag = Dag.named(id);
        var list = dag.task("list")
                .runsList(
                        Integer.class,
                        context -> IntStream.range(0, width).boxed().toList());
        var each = dag.task("each").expand(list).runs(Integer.class, (element, context) -> {
            new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
            return element;
        });
        dag.task("count").reads(each).runs(Integer.class, (all, context) -> all.size());
        return dag.build();
    }

    @Test
    void enginesThatStartTogetherOnAnEmptyDatabaseShareARunsTasks() throws Exception {
        var dag = slow("shared", 40, 100);
        try (var pool = Pools.of(server.createDatabase("shared"))) {
            var starting = new ArrayList<Future<DagRunr>>();
            var threads = Executors.newFixedThreadPool(3);
            for (int i = 1; i <= 3; i++) {
                var name = "node-" + i;
                starting.add(threads.submit(() -> DagRunr.configure()
                        .dataSource(pool)
                        .dags(dag)
                        .nodeName(name)
                        .parallelism(2)
                        .start()));
            }
            var engines = new ArrayList<DagRunr>();
            for (var engine : starting) {
                engines.add(engine.get(60, TimeUnit.SECONDS));
            }
            threads.shutdown();

            var run = engines.get(0).runner(dag).trigger(new NoParams());

            assertThat(run.await(Duration.ofSeconds(60))).isEqualTo(RunState.SUCCESS);
            assertThat(Rows.of(pool, "select distinct node_name from dagrunr.task_try order by 1"))
                    .containsExactly("node-1", "node-2", "node-3");
            engines.forEach(DagRunr::close);
            assertThat(Rows.of(pool, "select name from dagrunr.node")).isEmpty();
        }
    }

    @Test
    void aBeatThatComesLateDoesNotRegisterANodeThatLeaves() throws Exception {
        try (var pool = Pools.of(server.createDatabase("leaving"));
                var other = pool.getConnection();
                var statement = other.createStatement()) {
            var engine = DagRunr.configure().dataSource(pool).start();
            other.setAutoCommit(false);
            statement.execute("delete from dagrunr.node");
            await().atMost(Duration.ofSeconds(30)).until(() -> waiting(pool) == 1);
            var leaving = new Thread(engine::close);
            leaving.start();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> leaving.getState() == Thread.State.BLOCKED || waiting(pool) == 2);
            other.commit();
            leaving.join();

            assertThat(Rows.of(pool, "select name from dagrunr.node")).isEmpty();
        }
    }

    private static int waiting(DataSource pool) {
        return Rows.of(
                        pool,
                        "select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()")
                .size();
    }

    @Test
    void aShutdownHandsATaskOnWithoutConsumingATry() throws Exception {
        var begun = new CountDownLatch(1);
        var builder = Dag.named("handed_on");
        builder.task("only").runs(Integer.class, context -> {
            if (context.attempt().epoch() == 1) {
                begun.countDown();
                new CountDownLatch(1).await();
            }
            return context.attempt().tryNumber();
        });
        var dag = builder.build();
        try (var pool = Pools.of(server.createDatabase("handed_on"))) {
            var first = DagRunr.configure().dataSource(pool).dags(dag).start();
            first.runner(dag).trigger(new NoParams(), TriggerOptions.defaults().withRunId("r"));
            begun.await();

            first.close(Duration.ofMillis(200));
            first.close();

            try (var second = DagRunr.configure().dataSource(pool).dags(dag).start()) {
                var run = second.run("handed_on", "r");
                assertThat(run.await(Duration.ofSeconds(30))).isEqualTo(RunState.SUCCESS);
                assertThat(run.result("only", Integer.class)).contains(1);
                assertThat(Rows.of(pool, "select state, reason from dagrunr.task_try order by epoch"))
                        .containsExactly("lost node shut down", "success ");
            }
        }
    }

    @Test
    void aRunOutlivesACrashOfTheMetadataDatabaseAndTheWorkUnderWayIsNotLost() throws Exception {
        var dag = slow("crashed", 8, 3_000);
        try (var pool = Pools.of(server.createDatabase("crashed"));
                var dagrunr = DagRunr.configure()
                        .dataSource(pool)
                        .dags(dag)
                        .parallelism(4)
                        .start()) {
            var run = dagrunr.runner(dag).trigger(new NoParams());
            TimeUnit.MILLISECONDS.sleep(1_500);

            server.crash();
            TimeUnit.MILLISECONDS.sleep(2_500);
            server.start();

            assertThat(run.await(Duration.ofSeconds(90))).isEqualTo(RunState.SUCCESS);
            assertThat(run.result("count", Integer.class)).contains(8);
            assertThat(
                            Rows.of(
                                    pool,
                                    "select distinct count(*) filter (where state = 'success') from dagrunr.task_try group by instance"))
                    .isEqualTo(List.of("1"));
        }
    }

    @Test
    void anEngineClosesWhileTheMetadataDatabaseIsDown() throws Exception {
        var dag = slow("closed", 4, 20_000);
        try (var pool = Pools.of(server.createDatabase("closed"))) {
            var dagrunr = DagRunr.configure()
                    .dataSource(pool)
                    .dags(dag)
                    .parallelism(4)
                    .start();
            dagrunr.runner(dag).trigger(new NoParams());
            TimeUnit.MILLISECONDS.sleep(1_500);
            server.crash();
            try {
                long begin = System.nanoTime();
                dagrunr.close(Duration.ofMillis(500));
                assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(30));
            } finally {
                server.start();
            }
        }
    }
}
