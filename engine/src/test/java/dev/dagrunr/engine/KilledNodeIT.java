package dev.dagrunr.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.dag.NoParams;
import dev.dagrunr.dag.RunState;
import dev.dagrunr.testsupport.PostgresExtension;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Nodes that are JVMs of their own, killed and stopped by signals while they work on one run. */
class KilledNodeIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.create();

    private static HikariDataSource pool;
    private final Nodes nodes = new Nodes(POSTGRES.database(), NodeMain.class, Map.of());
    private DagRunr watcher;

    @BeforeAll
    static void openPool() {
        pool = Pools.of(POSTGRES.database());
    }

    @AfterAll
    static void closePool() {
        pool.close();
    }

    @AfterEach
    void endNodes() {
        nodes.close();
        watcher.close();
    }

    private Process startNode() throws IOException {
        return nodes.start("node");
    }

    private static List<String> successesPerInstance(RunHandle run) {
        return Rows.of(
                pool,
                "select distinct count(*) filter (where t.state = 'success') from dagrunr.task_instance i"
                        + " left join dagrunr.task_try t on t.instance = i.id where i.run = "
                        + run.info().key() + " group by i.id");
    }

    @Test
    void aKilledNodesTaskBeginsElsewhereWithinSeconds() throws Exception {
        watcher =
                DagRunr.configure().dataSource(pool).dags(NodeMain.ENDLESS_DAG).connect();
        var first = startNode();
        var run = watcher.runner(NodeMain.ENDLESS_DAG).trigger(new NoParams());
        await().atMost(Duration.ofSeconds(30)).until(() -> state(run).equals("running"));
        startNode();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> watcher.nodes().stream().filter(NodeInfo::alive).count() == 2);

        first.destroyForcibly().waitFor();
        long killed = System.nanoTime();
        await().pollInterval(Duration.ofMillis(50))
                .atMost(Duration.ofSeconds(40))
                .until(() -> state(run).equals("running") && run.tasks().get(0).epoch() == 2);

        System.out.printf("kill to running elsewhere: %d ms%n", (System.nanoTime() - killed) / 1_000_000);
        assertThat(run.tasks().get(0).tryNumber()).isEqualTo(1);
        assertThat(Rows.of(
                        pool,
                        "select t.state, t.reason, t.node_name <> '' from dagrunr.task_try t"
                                + " join dagrunr.task_instance i on i.id = t.instance where i.run = "
                                + run.info().key()))
                .containsExactly("lost node lost t");
        run.stop("seen enough");
    }

    @Test
    void aNodeThatWasFrozenForLongerThanItsLeaseIsFencedOff() throws Exception {
        watcher = DagRunr.configure().dataSource(pool).dags(NodeMain.LONG_DAG).connect();
        var frozen = startNode();
        var run = watcher.runner(NodeMain.LONG_DAG).trigger(new NoParams());
        await().atMost(Duration.ofSeconds(30)).until(() -> state(run).equals("running"));
        signal(frozen, "STOP");
        startNode();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> state(run).equals("running") && run.tasks().get(0).epoch() == 2);

        signal(frozen, "CONT");

        assertThat(run.await(Duration.ofSeconds(60))).isEqualTo(RunState.SUCCESS);
        assertThat(run.resultJson("long", -1)).contains("2");
        assertThat(successesPerInstance(run)).containsExactly("1");
    }

    private static String state(RunHandle run) {
        return run.tasks().get(0).state().wireName();
    }

    private static void signal(Process process, String name) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }
}
