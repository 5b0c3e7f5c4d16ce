package dev.dagrunr.benchmarks;

import static dev.dagrunr.benchmarks.EngineBenchmarksMain.print;

import java.time.Duration;

/** How long does it take from the end of a task to the beginning of the next, on one node? */
final class Chains {
    private static final int LENGTH = 40;
    private static final int WARM_UPS = 100;
    private static final int ROUNDS = 9;

    private final Server server;

    Chains(Server server) {
        this.server = server;
    }

    void answer() throws Exception {
        var handOffs = new HandOffs();
        var working = BenchmarkDags.chain("chain_of_10_ms", LENGTH, Duration.ofMillis(10), new HandOffs());
        var idle = BenchmarkDags.chain("chain_of_nothing", LENGTH, Duration.ZERO, handOffs);
        try (var node = Node.start(server, "chain", working, idle)) {
            var chain = Figures.measure(WARM_UPS, ROUNDS, () -> node.nanosFor(working));
            print("chain of 40 tasks of 10 ms", chain.inMillis());
            Figures.measure(WARM_UPS, 1, () -> node.nanosFor(idle));
            handOffs.forget();
            var meter = server.meter("chain");
            var nothing = Figures.measure(0, ROUNDS, () -> node.nanosFor(idle));
            print("chain of 40 tasks that do nothing", nothing.inMillis());
            print("  a task costs", Fans.cost(meter.cost(), LENGTH * ROUNDS));
            print(
                    "  from the end of a body to the next body",
                    handOffs.figures().inMillisOfPercentiles());
        }
    }
}
