package dev.dagrunr.benchmarks;

import static dev.dagrunr.benchmarks.EngineBenchmarksMain.print;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/** What does an engine cost that has nothing to do? */
final class Idle {
    private static final Duration SETTLING = Duration.ofSeconds(10);
    private static final Duration TIME = Duration.ofSeconds(30);

    private final Server server;

    Idle(Server server) {
        this.server = server;
    }

    void answer() throws Exception {
        var dag = BenchmarkDags.fan("fan", 10);
        try (var node = Node.start(server, "idle", dag)) {
            node.nanosFor(dag);
            pause(SETTLING);
            var meter = server.meter("idle");
            pause(TIME);
            var cost = meter.cost();
            print(
                    "an engine that has nothing to do, a second",
                    String.format(
                            Locale.ROOT,
                            "%.1f statements, %.1f of frames, CPU %.2f %% of a core in the JVM and %.2f %% in the server",
                            cost.statements() / cost.seconds(),
                            cost.brackets() / cost.seconds(),
                            cost.jvm() * 100 / cost.seconds(),
                            cost.server() * 100 / cost.seconds()));
        }
    }

    private static void pause(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
