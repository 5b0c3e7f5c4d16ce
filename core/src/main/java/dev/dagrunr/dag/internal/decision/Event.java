package dev.dagrunr.dag.internal.decision;

import dev.dagrunr.dag.TaskState;
import java.util.List;

/** What happened in a run. */
public sealed interface Event {
    /** The run starts, or its tasks were changed from outside: every task that waits is considered. */
    record Started() implements Event {}

    /**
     * An instance that a {@link Transition.Stop} was about was ended.
     *
     * @param state failed when it was running, else skipped
     */
    record Stopped(String taskId, int mapIndex, TaskState state) implements Event {}

    /**
     * A scheduled instance ended.
     *
     * @param leftOut ids of the tasks that it left out, see {@link LeftOut}
     */
    record Ended(String taskId, int mapIndex, TaskState state, Returned returned, List<String> leftOut)
            implements Event {
        public Ended {
            leftOut = List.copyOf(leftOut);
        }

        /** For a task that returns nothing and leaves none out. */
        public Ended(String taskId, int mapIndex, TaskState state) {
            this(taskId, mapIndex, state, Returned.NOTHING, List.of());
        }
    }
}
