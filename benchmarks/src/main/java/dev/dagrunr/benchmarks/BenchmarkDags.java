package dev.dagrunr.benchmarks;

import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.NoParams;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** The DAGs that are measured. */
final class BenchmarkDags {
    private BenchmarkDags() {}

    /** Tasks one after the other, each reading the value of the one before and taking about {@code time}. */
    static Dag<NoParams> chain(String id, int length, Duration time, HandOffs handOffs) {
        var dag = Dag.named(id);
        var last = dag.task("step_1").runs(Integer.class, context -> {
            LockSupport.parkNanos(time.toNanos());
            handOffs.end();
            return 1;
        });
        for (int step = 2; step <= length; step++) {
            last = dag.task("step_" + step).reads(last).runs(Integer.class, (before, context) -> {
                handOffs.begin();
                LockSupport.parkNanos(time.toNanos());
                handOffs.end();
                return before + 1;
            });
        }
        return dag.build();
    }

    /** One task that returns a list, one instance for each of its elements, one task that joins them. */
    static Dag<NoParams> fan(String id, int width) {
        var dag = Dag.named(id).maxActiveTasks(64).maxMapLength(width);
        var list = dag.task("list")
                .runsList(
                        Integer.class,
                        context -> IntStream.range(0, width).boxed().toList());
        var each = dag.task("each").expand(list).runs(Integer.class, (element, context) -> element);
        dag.task("join").reads(each).runs(Integer.class, (all, context) -> all.size());
        return dag.build();
    }
}
