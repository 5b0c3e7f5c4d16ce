package dev.dagrunr.dag.internal.decision;

import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.TaskState;
import dev.dagrunr.dag.internal.model.MapPath;
import java.util.List;

/** What is to be done to the stored run, in the order given. */
public sealed interface Transition {
    /** Replaces the one instance of a task at a path by those at {@code path/0} to {@code path/(width - 1)}. */
    record Expand(String taskId, MapPath path, int width) implements Transition {}

    /** Makes the waiting instances of a task among the map indexes given scheduled: they may run as soon as a slot is free. */
    record Schedule(String taskId, List<Span> instances) implements Transition {
        public Schedule {
            instances = List.copyOf(instances);
        }
    }

    /**
     * Ends the waiting instances of a task among the map indexes given without running them.
     *
     * @param reason one sentence for people where the state does not say enough, else empty
     */
    record Settle(String taskId, List<Span> instances, TaskState state, String reason) implements Transition {
        public Settle {
            instances = List.copyOf(instances);
        }
    }

    /**
     * Ends the instances of a task that are between scheduled and ended: a running one is interrupted and fails, the others
     * are skipped. Each of these ends is an {@link Event.Stopped} of its own, after this decision was carried out.
     *
     * @param reason one sentence for people
     */
    record Stop(String taskId, String reason) implements Transition {}

    /** Ends the run. */
    record EndRun(RunState state, String reason) implements Transition {}
}
