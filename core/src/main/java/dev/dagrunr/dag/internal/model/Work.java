package dev.dagrunr.dag.internal.model;

import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.Sensing;
import dev.dagrunr.dag.TaskContext;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a task does once it may run. */
public sealed interface Work {
    /** Runs code on a worker. */
    record Code(Body body) implements Work {}

    /** Runs code on a worker again and again until it finds what it looks for; the body returns an {@link Optional}. */
    record Sensor(Body body, Sensing how) implements Work {}

    /** Starts a run of another DAG and waits for it without holding a worker. */
    record SubRun(Dag<?> dag, Body conf, Optional<String> resultTask) implements Work {}

    /** Does nothing: the task has succeeded as soon as it may run, without a worker. */
    record Nothing() implements Work {}

    /** Arguments in the order of declaration; of a mapped task an {@link Expansion.Element} first. */
    @FunctionalInterface
    interface Body {
        @Nullable Object run(List<@Nullable Object> inputs, TaskContext<?> context) throws Exception;
    }
}
