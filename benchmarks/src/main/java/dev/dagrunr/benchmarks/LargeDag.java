package dev.dagrunr.benchmarks;

import static dev.dagrunr.benchmarks.EngineBenchmarksMain.print;

import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.NoParams;
import dev.dagrunr.dag.TaskHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How long does a DAG of many distinct tasks take to be registered, and to run? */
final class LargeDag {
    private static final int LAYERS = 100;
    private static final int WIDTH = 30;
    private static final int ROUNDS = 5;

    private final Server server;

    LargeDag(Server server) {
        this.server = server;
    }

    /** Each of 3,000 tasks comes after two of the layer before, which makes 6,000 edges with two more in the last layer. */
    private static Dag<NoParams> dag() {
        var dag = Dag.named("large");
        List<TaskHandle> before = List.of();
        for (int layer = 0; layer < LAYERS; layer++) {
            var tasks = new ArrayList<TaskHandle>();
            for (int i = 0; i < WIDTH; i++) {
                var task = dag.task("task_" + layer + "_" + i);
                for (int edge = 0; edge < edges(layer); edge++) {
                    task = task.after(before.get((i + edge) % WIDTH));
                }
                tasks.add(task.runs(Integer.class, context -> 1));
            }
            before = tasks;
        }
        return dag.build();
    }

    private static int edges(int layer) {
        if (layer == 0) {
            return 0;
        }
        return layer == LAYERS - 1 ? 4 : 2;
    }

    void answer() throws Exception {
        var built = new long[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            long begin = System.nanoTime();
            dag();
            built[i] = System.nanoTime() - begin;
        }
        var dag = dag();
        var tiny = BenchmarkDags.fan("tiny", 1);
        Node.start(server, "large", tiny).close();
        var registered = new long[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            long begin = System.nanoTime();
            Node.on("large", Server.pool(server.url("large"), Node.CONNECTIONS), dag)
                    .close();
            registered[i] = System.nanoTime() - begin;
        }
        try (var node = Node.on("large", Server.pool(server.url("large"), Node.CONNECTIONS), dag)) {
            print(
                    String.format(Locale.ROOT, "DAG of %,d tasks, 6,000 edges: built", LAYERS * WIDTH),
                    Figures.of(built).inMillis());
            print(
                    "  a node started with it, and stopped",
                    Figures.of(registered).inMillis());
            var runs = Figures.measure(1, ROUNDS, () -> node.nanosFor(dag));
            print("  run", runs.inMillis() + ", " + runs.perSecond(LAYERS * WIDTH));
        }
    }
}
