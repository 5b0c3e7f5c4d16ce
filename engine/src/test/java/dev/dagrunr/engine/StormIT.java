package dev.dagrunr.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.dag.NoParams;
import dev.dagrunr.dag.RunState;
import dev.dagrunr.testsupport.PostgresExtension;
import dev.dagrunr.testsupport.PostgresServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * One fault after the other while one wide run goes on: it ends, and no instance succeeds twice. Small here; {@code
 * benchmarks/storms} is the whole of it, and asserts how long the recovery takes.
 */
class StormIT {
    private static final boolean WHOLE = Boolean.getBoolean("dagrunr.storm");
    private static final int KILLED_TASKS = WHOLE ? 10_000 : 300;
    private static final int CRASHED_TASKS = WHOLE ? 5_000 : 200;
    private static final int CRASHES = WHOLE ? 5 : 1;
    private static final int KILLS = WHOLE ? Integer.MAX_VALUE : 2;
    private static final Duration BETWEEN_KILLS = Duration.ofSeconds(WHOLE ? 5 : 1);
    private static final Duration RECOVERY = Duration.ofSeconds(6);
    private static final Duration LONG = Duration.ofMinutes(WHOLE ? 20 : 2);

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.create();

    private static long succeeded(HikariDataSource pool) {
        return Long.parseLong(Rows.of(pool, "select count(*) from dagrunr.task_instance where state = 'success'")
                .get(0));
    }

    private static boolean runsSomething(HikariDataSource pool, String node) {
        return Rows.of(
                        pool,
                        "select exists (select 1 from dagrunr.task_instance i join dagrunr.node n on n.id = i.node"
                                + " where i.state = 'running' and n.name = '" + node + "')")
                .equals(List.of("t"));
    }

    /** Every instance, and how often it succeeded. */
    private static void assertThatEachInstanceSucceededOnce(HikariDataSource pool, int instances) {
        assertThat(Rows.of(
                        pool,
                        "select count(*), min(times), max(times) from (select count(*) filter (where t.state = 'success')"
                                + " as times from dagrunr.task_instance i left join dagrunr.task_try t on t.instance = i.id"
                                + " group by i.id) each"))
                .containsExactly(instances + " 1 1");
    }

    @Test
    void aNodeIsKilledAgainAndAgain() throws Exception {
        var dag = StormMain.dag(KILLED_TASKS);
        var kills = new LinkedHashMap<String, Instant>();
        var width = Map.of("STORM_TASKS", Integer.toString(KILLED_TASKS));
        try (var pool = Pools.of(POSTGRES.database());
                var watcher = DagRunr.configure().dataSource(pool).dags(dag).connect();
                var nodes = new Nodes(POSTGRES.database(), StormMain.class, width)) {
            var run = watcher.runner(dag).trigger(new NoParams());
            nodes.start("stays");
            for (int kill = 1; kill <= KILLS && !run.state().finished(); kill++) {
                var name = "victim-" + kill;
                var victim = nodes.start(name);
                var started = Instant.now();
                await().atMost(LONG)
                        .until(() -> run.state().finished()
                                || (Instant.now().isAfter(started.plus(BETWEEN_KILLS)) && runsSomething(pool, name)));
                kills.put(name, Instant.now());
                victim.destroyForcibly().waitFor();
            }

            assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
            assertThat(run.result("sum", Long.class)).contains(StormMain.sum(KILLED_TASKS));
            assertThatEachInstanceSucceededOnce(pool, KILLED_TASKS + 2);
            report(kills, recoveries(pool, kills));
        }
    }

    /** From a kill to the next start of each task that was lost by it, sorted. */
    private static List<Duration> recoveries(HikariDataSource pool, Map<String, Instant> kills) {
        var recoveries = new ArrayList<Duration>();
        for (var row : Rows.of(
                pool,
                "select lost.node_name, extract(epoch from next.started_at) * 1000000 from dagrunr.task_try lost"
                        + " join dagrunr.task_try next on next.instance = lost.instance and next.epoch = lost.epoch + 1"
                        + " where lost.reason = 'node lost' and next.started_at is not null")) {
            var columns = row.split(" ", 2);
            var kill = kills.get(columns[0]);
            if (kill != null) {
                var micros = (long) Double.parseDouble(columns[1]);
                recoveries.add(Duration.between(kill, Instant.EPOCH.plusNanos(micros * 1_000)));
            }
        }
        recoveries.sort(null);
        return recoveries;
    }

    private static void report(Map<String, Instant> kills, List<Duration> recoveries) {
        if (recoveries.isEmpty()) {
            System.out.printf("%d kills, no task was lost%n", kills.size());
            return;
        }
        var median = recoveries.get(recoveries.size() / 2);
        System.out.printf(
                "%d kills, %d tasks lost; kill to next start: median %d ms, longest %d ms%n",
                kills.size(),
                recoveries.size(),
                median.toMillis(),
                recoveries.get(recoveries.size() - 1).toMillis());
        if (WHOLE) {
            assertThat(median).isLessThanOrEqualTo(RECOVERY);
        }
    }

    @Test
    void theServerCrashesAgainAndAgain() throws Exception {
        var dag = StormMain.dag(CRASHED_TASKS);
        try (var server = PostgresServer.create();
                var pool = Pools.of(server.createDatabase("crashed"));
                var dagrunr = StormMain.start(pool, dag, "node")) {
            var run = dagrunr.runner(dag).trigger(new NoParams());
            var began = Instant.now();
            for (int crash = 1; crash <= CRASHES; crash++) {
                long due = (long) CRASHED_TASKS * crash / (CRASHES + 1);
                await().atMost(LONG).ignoreExceptions().until(() -> succeeded(pool) >= due);
                server.crash();
                server.start();
            }

            assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
            assertThat(run.result("sum", Long.class)).contains(StormMain.sum(CRASHED_TASKS));
            assertThatEachInstanceSucceededOnce(pool, CRASHED_TASKS + 2);
            System.out.printf(
                    "%d crashes of the server during %d tasks: %d ms%n",
                    CRASHES,
                    CRASHED_TASKS,
                    Duration.between(began, Instant.now()).toMillis());
        }
    }
}
