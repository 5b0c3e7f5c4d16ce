package dev.dagrunr.dag.internal.decision;

import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.TaskState;

/** What is to be done to the stored run, in the order given. */
public sealed interface Transition {
    /** Replaces the one unexpanded instance of a mapped task by instances 0 to {@code width - 1}. */
    record Expand(String taskId, int width) implements Transition {}

    /** Makes the waiting instances of a task scheduled: they may run as soon as a slot is free. */
    record Schedule(String taskId) implements Transition {}

    /**
     * Ends the waiting instances of a task without running them.
     *
     * @param reason one sentence for people where the state does not say enough, else empty
     */
    record Settle(String taskId, TaskState state, String reason) implements Transition {}

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
