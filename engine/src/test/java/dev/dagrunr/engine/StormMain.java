package dev.dagrunr.engine;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.NoParams;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** A node of a storm, until it is killed. */
final class StormMain {
    private static final int WORKERS = 8;
    private static final int TASK_MILLIS = 50;

    private StormMain() {}

    /** A list, a task for each of its elements, a task that reads them all. */
    static Dag<NoParams> dag(int width) {
        var dag = Dag.named("storm").maxActiveTasks(4 * WORKERS);
        var list = dag.task("list")
                .runsList(
                        Integer.class,
                        context -> IntStream.range(0, width).boxed().toList());
        var each = dag.task("each").expand(list).runs(Integer.class, (element, context) -> {
            new CountDownLatch(1).await(TASK_MILLIS, TimeUnit.MILLISECONDS);
            return element;
        });
        dag.task("sum")
                .reads(each)
                .runs(
                        Long.class,
                        (all, context) -> all.stream().mapToLong(n -> n).sum());
        return dag.build();
    }

    static long sum(int width) {
        return (long) width * (width - 1) / 2;
    }

    static DagRunr start(HikariDataSource pool, Dag<NoParams> dag, String name) {
        return DagRunr.configure()
                .dataSource(pool)
                .dags(dag)
                .nodeName(name)
                .parallelism(WORKERS)
                .start();
    }

    public static void main(String[] arguments) throws InterruptedException {
        var config = new HikariConfig();
        config.setJdbcUrl(System.getenv("NODE_URL"));
        config.setUsername(System.getenv("NODE_USER"));
        config.setPassword(System.getenv("NODE_PASSWORD"));
        config.setMaximumPoolSize(WORKERS + 8);
        var dag = dag(Integer.parseInt(System.getenv("STORM_TASKS")));
        try (var pool = new HikariDataSource(config);
                var dagrunr = start(pool, dag, System.getenv("NODE_NAME"))) {
            System.out.println(dagrunr.nodes());
            new CountDownLatch(1).await();
        }
    }
}
