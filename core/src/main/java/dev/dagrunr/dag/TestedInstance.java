package dev.dagrunr.dag;

import dev.dagrunr.dag.internal.model.Expansion;
import dev.dagrunr.dag.internal.model.MapPath;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One task instance of a run in memory, as it is now. */
final class TestedInstance {
    final String taskId;
    final int mapIndex;
    final MapPath path;
    final Expansion.@Nullable Element element;
    final String label;
    TaskState state = TaskState.NONE;
    int tries;

    @Nullable Object value;

    /** Since when it waits for something outside, and how often it has looked. */
    @Nullable Instant waitsSince;

    int looks;

    String reason = "";

    /** @param element of a mapped task that is expanded */
    TestedInstance(String taskId, int mapIndex, MapPath path, Expansion.@Nullable Element element, String label) {
        this.taskId = taskId;
        this.mapIndex = mapIndex;
        this.path = path;
        this.element = element;
        this.label = label;
    }

    /** As the transcript names it: {@code transfer_table[2]}, {@code load.copy[2/5]}. */
    String name() {
        return path.size() == 0 ? taskId : taskId + "[" + path + "]";
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
