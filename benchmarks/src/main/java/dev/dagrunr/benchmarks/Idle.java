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

    private Idle(Server server) {
        this.server = server;
    }

    /** On a server of its own: another one would be busy for a while with what was measured before. */
    static void answer() throws Exception {
        try (var server = new Server()) {
            new Idle(server).measure();
        }
    }

    /** What the server does without an engine is subtracted. */
    private void measure() throws Exception {
        var dag = BenchmarkDags.fan("fan", 10);
        Meter.Cost with;
        try (var node = Node.start(server, "idle", dag)) {
            node.nanosFor(dag);
            with = cost();
        }
        var without = cost();
        print(
                "an engine that has nothing to do, a second",
                String.format(
                        Locale.ROOT,
                        "%.1f statements, %.1f of frames, CPU %.2f %% of a core in the JVM and %.2f %% in the server",
                        with.statements() / with.seconds(),
                        with.brackets() / with.seconds(),
                        (with.jvm() / with.seconds() - without.jvm() / without.seconds()) * 100,
                        (with.server() / with.seconds() - without.server() / without.seconds()) * 100));
        print(
                "  without it",
                String.format(
                        Locale.ROOT,
                        "CPU %.2f %% of a core in the JVM and %.2f %% in the server",
                        without.jvm() * 100 / without.seconds(),
                        without.server() * 100 / without.seconds()));
    }

    private Meter.Cost cost() {
        pause(SETTLING);
        var meter = server.meter("idle");
        pause(TIME);
        return meter.cost();
    }

    private static void pause(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
