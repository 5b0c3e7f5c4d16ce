package dev.dagrunr.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.NoParams;
import dev.dagrunr.dag.RunState;
import dev.dagrunr.engine.DagRunner;
import dev.dagrunr.engine.DagRunr;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import javax.sql.DataSource;

/**
 * Measures how fast runs go from task to task: one node on an embedded PostgreSQL with fsync on, JobRunr at its poll of
 * five seconds, everything warm.
 */
public final class HandOffMain {
    private static final int WORKERS = 8;
    private static final int CHAIN = 40;
    private static final int WARM_UPS = 10;
    private static final int ROUNDS = 9;

    private final DagRunr dagrunr;
    private final Dag<NoParams> working;
    private final Dag<NoParams> idle;
    private final Dag<NoParams> narrow;
    private final Dag<NoParams> wide;
    private final HandOffs handOffs = new HandOffs();

    private HandOffMain(DataSource pool) {
        working = BenchmarkDags.chain("chain_of_10_ms", CHAIN, Duration.ofMillis(10), new HandOffs());
        idle = BenchmarkDags.chain("chain_of_nothing", CHAIN, Duration.ZERO, handOffs);
        narrow = BenchmarkDags.fan("fan_of_400", 400);
        wide = BenchmarkDags.fan("fan_of_2000", 2_000);
        dagrunr = DagRunr.configure()
                .dataSource(pool)
                .dags(working, idle, narrow, wide)
                .parallelism(WORKERS)
                .start();
    }

    public static void main(String[] arguments) throws Exception {
        try (var server = server()) {
            System.out.printf(
                    Locale.ROOT,
                    "PostgreSQL %s with fsync, %d processors, Java %s, %d workers%n",
                    version(server),
                    Runtime.getRuntime().availableProcessors(),
                    System.getProperty("java.version"),
                    WORKERS);
            try (var pool = pool(server, "engine")) {
                new HandOffMain(pool).measure();
            }
            try (var pool = pool(server, "bare");
                    var jobrunr = new BareJobRunr(pool, WORKERS)) {
                var figures = Figures.measure(2, 5, () -> jobrunr.nanosFor(2_000));
                print("bare JobRunr, 2,000 jobs that do nothing", figures.inMillis() + ", " + figures.perSecond(2_000));
            }
        }
    }

    private static EmbeddedPostgres server() throws Exception {
        return EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("synchronous_commit", "on")
                .start();
    }

    private static HikariDataSource pool(EmbeddedPostgres server, String database) throws SQLException {
        try (var connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("create database " + database);
        }
        var config = new HikariConfig();
        config.setDataSource(server.getDatabase("postgres", database));
        config.setMaximumPoolSize(WORKERS + 16);
        return new HikariDataSource(config);
    }

    private static String version(EmbeddedPostgres server) throws SQLException {
        try (var connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("show server_version")) {
            rows.next();
            return rows.getString(1);
        }
    }

    private void measure() throws Exception {
        try (dagrunr) {
            var chain = run(working, WARM_UPS, ROUNDS);
            print("chain of 40 tasks of 10 ms", chain.inMillis());
            run(idle, WARM_UPS, 1);
            handOffs.forget();
            var nothing = run(idle, 0, ROUNDS);
            print("chain of 40 tasks that do nothing", nothing.inMillis());
            var between = handOffs.figures();
            print(
                    "from the end of a body to the next body",
                    String.format(
                            Locale.ROOT,
                            "median %.1f ms, 95th percentile %.1f ms",
                            between.medianMillis(),
                            between.percentileMillis(95)));
            printFan(narrow, 400);
            printFan(wide, 2_000);
        }
    }

    private void printFan(Dag<NoParams> dag, int width) throws Exception {
        var figures = run(dag, 2, 5);
        print(
                String.format(Locale.ROOT, "1 to %,d to 1 mapped tasks that do nothing", width),
                figures.inMillis() + ", " + figures.perSecond(width + 2));
    }

    private Figures run(Dag<NoParams> dag, int warmUps, int rounds) throws Exception {
        var runner = dagrunr.runner(dag);
        return Figures.measure(warmUps, rounds, () -> run(runner));
    }

    /** From the trigger until the run is known to have ended. */
    private static long run(DagRunner<NoParams> runner) throws InterruptedException {
        long begin = System.nanoTime();
        var state = runner.trigger(new NoParams()).await(Duration.ofMinutes(5));
        if (state != RunState.SUCCESS) {
            throw new IllegalStateException("A run ended " + state.wireName());
        }
        return System.nanoTime() - begin;
    }

    private static void print(String what, String figures) {
        System.out.printf("%-48s %s%n", what, figures);
    }
}
