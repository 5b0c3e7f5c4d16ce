package dev.dagrunr.dag;

import dev.dagrunr.dag.internal.model.Expansion;
import org.jspecify.annotations.Nullable;

/** One task instance of a run in memory, as it is now. */
final class TestedInstance {
    final String taskId;
    final int mapIndex;
    final Expansion.@Nullable Element element;
    final String label;
    TaskState state = TaskState.NONE;
    int tries;

    @Nullable Object value;

    String reason = "";

    TestedInstance(String taskId, int mapIndex, Expansion.@Nullable Element element, String label) {
        this.taskId = taskId;
        this.mapIndex = mapIndex;
        this.element = element;
        this.label = label;
    }

    static TestedInstance unmapped(String taskId) {
        return new TestedInstance(taskId, -1, null, "");
    }

    /** As the transcript names it: {@code transfer_table[2]}. */
    String name() {
        return mapIndex < 0 ? taskId : taskId + "[" + mapIndex + "]";
    }

    Outcome<Object> outcome() {
        return switch (state) {
            case SUCCESS -> new Outcome.Succeeded<>(value);
            case FAILED, UPSTREAM_FAILED -> new Outcome.Failed<>(reason);
            case SKIPPED, REMOVED -> new Outcome.Skipped<>();
            case NONE, SCHEDULED, QUEUED, RUNNING, RESTARTING, UP_FOR_RETRY, UP_FOR_RESCHEDULE ->
                throw new IllegalStateException(
                        "Task instance " + name() + " has not ended: it is " + state.wireName());
        };
    }
}
