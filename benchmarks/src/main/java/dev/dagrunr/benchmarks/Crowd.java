package dev.dagrunr.benchmarks;

import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.NoParams;
import dev.dagrunr.engine.RunHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Does a run starve among many that go on at the same time? */
final class Crowd {
    private static final int RUNS = 200;
    private static final int ROUNDS = 5;

    private final Server server;

    Crowd(Server server) {
        this.server = server;
    }

    /** Ten tasks: one, eight beside each other in two rows, one. */
    private static Dag<NoParams> dag() {
        var dag = Dag.named("crowd").maxActiveRuns(RUNS);
        var first = dag.task("first").runs(Integer.class, context -> 1);
        var last = dag.task("last");
        for (int i = 0; i < 4; i++) {
            var upper = dag.task("upper_" + i).reads(first).runs(Integer.class, (value, context) -> value);
            last = last.after(dag.task("lower_" + i).reads(upper).runs(Integer.class, (value, context) -> value));
        }
        last.runs(Integer.class, context -> 1);
        return dag.build();
    }

    void answer() throws Exception {
        var dag = dag();
        try (var node = Node.start(server, "crowd", dag)) {
            for (int round = -1; round < ROUNDS; round++) {
                long begin = System.nanoTime();
                var runs = new ArrayList<RunHandle>();
                for (int i = 0; i < RUNS; i++) {
                    runs.add(node.trigger(dag));
                }
                for (var run : runs) {
                    Node.await(run);
                }
                long end = System.nanoTime();
                if (round >= 0) {
                    print(runs, end - begin);
                }
            }
        }
    }

    private static void print(List<RunHandle> runs, long nanos) {
        var times = Figures.of(runs.stream()
                .map(RunHandle::info)
                .mapToLong(info -> Duration.between(
                                info.startedAt().orElseThrow(), info.endedAt().orElseThrow())
                        .toNanos())
                .toArray());
        EngineBenchmarksMain.print(
                RUNS + " runs of 10 tasks at once",
                String.format(
                        Locale.ROOT,
                        "%.1f s, %.0f tasks/s; a run: median %.0f ms, 99th percentile %.0f ms, that is %.2f times",
                        nanos / 1e9,
                        RUNS * 10 / (nanos / 1e9),
                        times.medianMillis(),
                        times.percentileMillis(99),
                        times.percentileMillis(99) / times.medianMillis()));
    }
}
