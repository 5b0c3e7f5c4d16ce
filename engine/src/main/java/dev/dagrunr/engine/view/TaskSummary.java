package dev.dagrunr.engine.view;

import dev.dagrunr.dag.TaskState;
import java.util.Map;

/**
 * All instances of one task of one run, counted. Immutable.
 *
 * @param run the row in table {@code dag_run}
 * @param expanded whether it has its final number of instances; a task that is not mapped has from the beginning
 * @param counts by state, without states that no instance has. Of a task with many instances those that wait for anything
 *     but their upstream count as scheduled
 * @param leftOut whether a branch or a short circuit left the task out
 */
public record TaskSummary(
        long run, String taskId, boolean expanded, int total, Map<TaskState, Integer> counts, boolean leftOut) {
    public TaskSummary {
        counts = Map.copyOf(counts);
    }

    public int count(TaskState state) {
        return counts.getOrDefault(state, 0);
    }

    public int ended() {
        return counts.entrySet().stream()
                .filter(entry -> entry.getKey().finished())
                .mapToInt(Map.Entry::getValue)
                .sum();
    }
}
