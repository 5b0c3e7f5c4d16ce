package dev.dagrunr.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/** How fast do mapped tasks run that do nothing, beside the same number of JobRunr's jobs that do nothing? */
final class Fans {
    /** So many tasks and jobs run before any is measured. */
    private static final int WARM_UP = 8_000;

    private final Server server;

    Fans(Server server) {
        this.server = server;
    }

    /** The two take turns, so that what else the machine does meets both; the ratio is that of neighbours. */
    void answer(int rounds, List<Integer> widths) throws Exception {
        for (int width : widths) {
            var name = "fan_" + width;
            var dag = BenchmarkDags.fan(name, width);
            try (var node = Node.start(server, name, dag);
                    var pool = server.create("bare_" + width, Node.CONNECTIONS);
                    var bare = new BareJobRunr(pool, Node.WORKERS)) {
                for (int ran = 0; ran < WARM_UP; ran += width) {
                    node.nanosFor(dag);
                }
                bare.nanosFor(WARM_UP);
                var ours = new long[rounds];
                var theirs = new long[rounds];
                var meter = server.meter(name);
                for (int i = 0; i < rounds; i++) {
                    ours[i] = node.nanosFor(dag);
                    theirs[i] = bare.nanosFor(width);
                }
                print(width, meter.cost(), ours, theirs);
            }
        }
    }

    private static void print(int width, Meter.Cost cost, long[] ours, long[] theirs) {
        var fan = Figures.of(ours);
        var jobs = Figures.of(theirs);
        EngineBenchmarksMain.print(
                String.format(Locale.ROOT, "1 to %,d to 1 tasks that do nothing", width),
                fan.inMillis() + ", " + fan.perSecond(width + 2));
        EngineBenchmarksMain.print(
                String.format(Locale.ROOT, "bare JobRunr, %,d jobs that do nothing", width),
                jobs.inMillis() + ", " + jobs.perSecond(width));
        double[] ratios = new double[ours.length];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = (double) theirs[i] / ours[i];
        }
        var sorted = DoubleStream.of(ratios).sorted().toArray();
        EngineBenchmarksMain.print(
                "  tasks a second for each job a second",
                String.format(
                        Locale.ROOT,
                        "median %.2f (%.2f to %.2f)",
                        sorted[sorted.length / 2],
                        sorted[0],
                        sorted[sorted.length - 1]));
        long instances = (long) width * ours.length;
        EngineBenchmarksMain.print(
                "  a task takes of the database",
                String.format(
                        Locale.ROOT,
                        "%.1f statements, %.1f of frames, %.2f commits",
                        (double) cost.statements() / instances,
                        (double) cost.brackets() / instances,
                        (double) cost.commits() / instances));
    }

    /** Of a node that was alone meanwhile. */
    static String cost(Meter.Cost cost, long tasks) {
        return String.format(
                Locale.ROOT,
                "%.1f statements, %.1f of frames, %.2f commits, %.2f syncs, CPU %.2f ms in the JVM and %.2f ms in the server",
                (double) cost.statements() / tasks,
                (double) cost.brackets() / tasks,
                (double) cost.commits() / tasks,
                (double) cost.syncs() / tasks,
                cost.jvm() * 1e3 / tasks,
                cost.server() * 1e3 / tasks);
    }
}
