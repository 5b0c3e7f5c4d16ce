package dev.dagrunr.engine;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.NoParams;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** A node in a JVM of its own, to be killed. */
final class NodeMain {
    private static final int WIDTH = 60;
    static final int SUM = WIDTH * (WIDTH - 1) / 2;
    static final Dag<NoParams> DAG = mapped();
    static final Dag<NoParams> LONG_DAG = oneTask("long_task", Duration.ofSeconds(8));
    static final Dag<NoParams> ENDLESS_DAG = oneTask("endless_task", Duration.ofMinutes(5));

    private NodeMain() {}

    private static Dag<NoParams> mapped() {
        var dag = Dag.named("killed");
        var list = dag.task("list")
                .runsList(
                        Integer.class,
                        context -> IntStream.range(0, WIDTH).boxed().toList());
        var each = dag.task("each").expand(list).runs(Integer.class, (element, context) -> {
            new CountDownLatch(1).await(300, TimeUnit.MILLISECONDS);
            return element;
        });
        dag.task("sum")
                .reads(each)
                .runs(
                        Integer.class,
                        (all, context) -> all.stream().mapToInt(n -> n).sum());
        return dag.build();
    }

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
                        .dags(DAG, LONG_DAG, ENDLESS_DAG)
                        .parallelism(2)
                        .start()) {
            System.out.println(dagrunr.nodes());
            new CountDownLatch(1).await();
        }
    }
}
