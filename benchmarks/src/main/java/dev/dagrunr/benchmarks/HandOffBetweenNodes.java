package dev.dagrunr.benchmarks;

import static dev.dagrunr.benchmarks.EngineBenchmarksMain.print;

import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.NoParams;
import dev.dagrunr.engine.DagRunr;
import dev.dagrunr.engine.RunHandle;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How long does it take from the end of a task to the beginning of the next on another node? Two JVMs with a worker each; the
 * one that runs a task is kept from looking for another until the other one says, through a pipe, that it runs the next.
 */
final class HandOffBetweenNodes {
    private static final int LENGTH = 40;
    private static final int WARM_UPS = 20;
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

    /** What a task does. */
    @FunctionalInterface
    private interface Body {
        Step run() throws IOException;
    }

    private static Dag<NoParams> dag(Body body) {
        var dag = Dag.named("alternating");
        var last = dag.task("step_1").runs(Step.class, context -> body.run());
        for (int i = 2; i <= LENGTH; i++) {
            last = dag.task("step_" + i).reads(last).runs(Step.class, (before, context) -> body.run());
        }
        return dag.build();
    }

    private static Step step(LateFetches fetches, OutputStream other) throws IOException {
        long began = micros();
        fetches.hold();
        other.write(1);
        other.flush();
        return new Step(ProcessHandle.current().pid(), began, micros());
    }

    /** Until the other node ends. */
    private static void releaseWhenToldTo(LateFetches fetches, InputStream other) throws IOException {
        while (other.read() >= 0) {
            fetches.release();
        }
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
            var dag = dag(() -> step(fetches, System.out));
            try (var dagrunr = node(dag, fetches)) {
                releaseWhenToldTo(fetches, System.in);
            }
        }
    }

    void answer() throws Exception {
        try (var pool = server.create(DATABASE, 16)) {
            var other = Jvm.startPiped("256m", HandOffBetweenNodes.class, List.of(server.url(DATABASE)));
            var fetches = new LateFetches(pool);
            var dag = dag(() -> step(fetches, other.getOutputStream()));
            var released = new Thread(() -> {
                try {
                    releaseWhenToldTo(fetches, other.getInputStream());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            released.start();
            try (var dagrunr = node(dag, fetches)) {
                measure(dagrunr, dag);
            } finally {
                other.getOutputStream().close();
                other.waitFor();
                released.join();
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
