package dev.dagrunr.benchmarks;

import static dev.dagrunr.benchmarks.EngineBenchmarksMain.print;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;

/**
 * Does what a mapped task costs depend on how many there are? The engine is a JVM of its own with a heap of 512 MB; its time
 * is from the trigger to the end of the run, its CPU that of this JVM and of the server.
 */
final class CostOfWidth {
    private static final int WARM_UP = 2_000;

    /** So many tasks at least are run for each width. */
    private static final int TASKS = 5_000;

    private final Server server;

    CostOfWidth(Server server) {
        this.server = server;
    }

    void answer(List<Integer> widths) throws Exception {
        var database = "width_" + widths.get(widths.size() - 1);
        server.create(database, 1).close();
        var arguments = new ArrayList<>(List.of(database, server.url(database)));
        widths.forEach(width -> arguments.add(width.toString()));
        Jvm.run("512m", CostOfWidth.class, arguments);
    }

    /** The engine: name and address of the database, then the widths. */
    public static void main(String[] arguments) throws Exception {
        var widths =
                Arrays.stream(arguments).skip(2).mapToInt(Integer::parseInt).toArray();
        var url = arguments[1];
        try (var watched = Server.pool(url, 1)) {
            for (int width : widths) {
                measure(arguments[0], url, watched, width);
            }
        }
    }

    private static void measure(String database, String url, DataSource watched, int width) throws Exception {
        var dag = BenchmarkDags.fan("fan_" + width, width);
        var warmUp = BenchmarkDags.fan("warm_up", WARM_UP);
        try (var node = Node.on(database, Server.pool(url, Node.CONNECTIONS), dag, warmUp)) {
            node.nanosFor(warmUp);
            int rounds = Math.max(1, (TASKS + width - 1) / width);
            var meter = Meter.start(watched, database);
            for (int i = 0; i < rounds; i++) {
                node.nanosFor(dag);
            }
            var cost = meter.cost();
            long tasks = (long) rounds * width;
            print(
                    String.format(Locale.ROOT, "1 to %,d to 1, -Xmx512m: a task costs", width),
                    String.format(Locale.ROOT, "%.2f ms, %s", cost.seconds() * 1e3 / tasks, Fans.cost(cost, tasks)));
        }
    }
}
