package dev.dagrunr.dag.internal.decision;

import dev.dagrunr.dag.TaskState;

/** What happened in a run. */
public sealed interface Event {
    /** The run starts, or its tasks were changed from outside: every task that waits is considered. */
    record Started() implements Event {}

    /**
     * A scheduled instance ended.
     *
     * @param results the length of the list it returned; for a mapped instance 1 when it returned a value, else 0
     */
    record Ended(String taskId, TaskState state, int results) implements Event {}
}
