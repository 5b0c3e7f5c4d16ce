package dev.dagrunr.engine;

import dev.dagrunr.dag.TaskState;
import java.util.List;

/**
 * What {@link RunHandle#clear} would reset. Immutable.
 *
 * @param total how many instances
 * @param first some of them, in the order of their declaration and of their map indexes
 */
public record ClearPreview(long total, List<Instance> first) {
    /**
     * One instance as it is now.
     *
     * @param mapIndex -1 for a task that is not mapped or not expanded yet
     * @param label what the DAG calls this map index; empty when it gives no label
     */
    public record Instance(String taskId, int mapIndex, String label, TaskState state, int tryNumber) {}

    public ClearPreview {
        first = List.copyOf(first);
    }
}
