package dev.dagrunr.engine;

import java.util.List;

/** The task instances of a run as texts such as {@code load0 success}. */
final class States {
    private States() {}

    static List<String> of(RunHandle run) {
        return run.tasks().stream()
                .map(task -> task.taskId() + (task.mapIndex() < 0 ? "" : task.mapIndex()) + " "
                        + task.state().wireName())
                .toList();
    }

    /** Why an instance ended as it did. */
    static String reason(RunHandle run, String taskId, int mapIndex) {
        return run.tasks().stream()
                .filter(task -> task.taskId().equals(taskId) && task.mapIndex() == mapIndex)
                .map(TaskInstanceInfo::reason)
                .findFirst()
                .orElseThrow();
    }
}
