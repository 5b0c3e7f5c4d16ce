package dev.dagrunr.dag.internal.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tasks of a DAG and the edges between them, in the order of declaration. Immutable. */
public final class Graph {
    private final Map<String, Task> tasks = new LinkedHashMap<>();
    private final Map<String, List<String>> downstream = new LinkedHashMap<>();
    private final Rules rules;

    /** @param tasks with distinct ids; every upstream id is one of them */
    public Graph(Collection<Task> tasks) {
        this(tasks, Rules.DEFAULTS);
    }

    /** @param tasks with distinct ids; every upstream id is one of them */
    public Graph(Collection<Task> tasks, Rules rules) {
        this.rules = rules;
        for (var task : tasks) {
            this.tasks.put(task.id(), task);
            downstream.put(task.id(), new ArrayList<>());
        }
        for (var task : tasks) {
            for (var upstream : task.upstream()) {
                requireTask(downstream.get(upstream), upstream).add(task.id());
            }
        }
        downstream.replaceAll((id, ids) -> List.copyOf(ids));
    }

    public Collection<Task> tasks() {
        return tasks.values();
    }

    public Rules rules() {
        return rules;
    }

    public Optional<Task> find(String taskId) {
        return Optional.ofNullable(tasks.get(taskId));
    }

    public Task task(String taskId) {
        return requireTask(tasks.get(taskId), taskId);
    }

    /** Ids of the direct downstream tasks. */
    public List<String> downstream(String taskId) {
        return requireTask(downstream.get(taskId), taskId);
    }

    /** Whether nothing comes after the task, so that it decides how the run ends. */
    public boolean isLeaf(String taskId) {
        return downstream(taskId).isEmpty();
    }

    private static <T> T requireTask(@Nullable T found, String taskId) {
        if (found == null) {
            throw new IllegalArgumentException("No task has the id '" + taskId + "'");
        }
        return found;
    }
}
