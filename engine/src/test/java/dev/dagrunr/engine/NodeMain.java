package dev.dagrunr.engine;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.NoParams;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A node in a JVM of its own, to be killed. */
final class NodeMain {
    static final Dag<NoParams> LONG_DAG = oneTask("long_task", Duration.ofSeconds(8));
    static final Dag<NoParams> ENDLESS_DAG = oneTask("endless_task", Duration.ofMinutes(5));

    private NodeMain() {}

    private static Dag<NoParams> oneTask(String dagId, Duration length) {
        var dag = Dag.named(dagId);
        dag.task("long").runs(Long.class, context -> {
            new CountDownLatch(1).await(length.toMillis(), TimeUnit.MILLISECONDS);
            return context.attempt().epoch();
        });
        return dag.build();
    }

    public static void main(String[] arguments) throws InterruptedException {
        var config = new HikariConfig();
        config.setJdbcUrl(System.getenv("NODE_URL"));
        config.setUsername(System.getenv("NODE_USER"));
        config.setPassword(System.getenv("NODE_PASSWORD"));
        config.setMaximumPoolSize(16);
        try (var pool = new HikariDataSource(config);
                var dagrunr = DagRunr.configure()
                        .dataSource(pool)
                        .dags(LONG_DAG, ENDLESS_DAG)
                        .parallelism(2)
                        .start()) {
            System.out.println(dagrunr.nodes());
            new CountDownLatch(1).await();
        }
    }
}
