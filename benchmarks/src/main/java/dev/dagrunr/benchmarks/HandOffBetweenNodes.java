package dev.dagrunr.benchmarks;

import static dev.dagrunr.benchmarks.EngineBenchmarksMain.print;

import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.NoParams;
import dev.dagrunr.engine.DagRunr;
import dev.dagrunr.engine.RunHandle;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How long does it take from the end of a task to the beginning of the next on another node? Two JVMs with a worker each; the
 * one that has just run a task is kept from looking for the next for a while, so that the other gets it.
 */
final class HandOffBetweenNodes {
    private static final int LENGTH = 40;
    private static final int WARM_UPS = 5;
    private static final int ROUNDS = 9;
    private static final String DATABASE = "nodes";

    private final Server server;

    HandOffBetweenNodes(Server server) {
        this.server = server;
    }

    /**
     * What a task tells the next.
     *
     * @param node the process it ran in
     */
    record Step(long node, long beganMicros, long endedMicros) {}

    private static Dag<NoParams> dag(LateFetches fetches) {
        var dag = Dag.named("alternating");
        var last = dag.task("step_1").runs(Step.class, context -> step(fetches));
        for (int i = 2; i <= LENGTH; i++) {
            last = dag.task("step_" + i).reads(last).runs(Step.class, (before, context) -> step(fetches));
        }
        return dag.build();
    }

    private static Step step(LateFetches fetches) {
        long began = micros();
        fetches.pause();
        return new Step(ProcessHandle.current().pid(), began, micros());
    }

    private static long micros() {
        var now = Instant.now();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    }

    private static DagRunr node(Dag<NoParams> dag, LateFetches fetches) {
        return DagRunr.configure().dataSource(fetches).dags(dag).parallelism(1).start();
    }

    /** The other node: the address of the database; ends with its input. */
    @SuppressWarnings("try") // it works for as long as it is open
    public static void main(String[] arguments) throws IOException {
        try (var pool = Server.pool(arguments[0], 16)) {
            var fetches = new LateFetches(pool);
            try (var dagrunr = node(dag(fetches), fetches)) {
                int end = System.in.read();
                while (end >= 0) {
                    end = System.in.read();
                }
            }
        }
    }

    void answer() throws Exception {
        try (var pool = server.create(DATABASE, 16)) {
            var fetches = new LateFetches(pool);
            var dag = dag(fetches);
            try (var dagrunr = node(dag, fetches)) {
                var other = Jvm.start("256m", HandOffBetweenNodes.class, List.of(server.url(DATABASE)));
                try {
                    measure(dagrunr, dag);
                } finally {
                    other.getOutputStream().close();
                    other.waitFor();
                }
            }
        }
    }

    private static void measure(DagRunr dagrunr, Dag<NoParams> dag) throws InterruptedException {
        var across = new ArrayList<Long>();
        int within = 0;
        for (int round = -WARM_UPS; round < ROUNDS; round++) {
            var steps = steps(dagrunr, dag);
            for (int i = 1; i < steps.size() && round >= 0; i++) {
                if (steps.get(i).node() == steps.get(i - 1).node()) {
                    within++;
                } else {
                    across.add((steps.get(i).beganMicros() - steps.get(i - 1).endedMicros()) * 1_000);
                }
            }
        }
        var times = Figures.of(across.stream().mapToLong(Long::longValue).toArray());
        print("from the end of a body to the next on another node", times.inMillisOfPercentiles());
        print("", String.format(Locale.ROOT, "of %d hand-offs; %d stayed on their node", across.size(), within));
    }

    private static List<Step> steps(DagRunr dagrunr, Dag<NoParams> dag) throws InterruptedException {
        RunHandle run = dagrunr.runner(dag).trigger(new NoParams());
        Node.await(run);
        var steps = new ArrayList<Step>();
        for (int i = 1; i <= LENGTH; i++) {
            steps.add(run.result("step_" + i, Step.class).orElseThrow());
        }
        return steps;
    }
}
