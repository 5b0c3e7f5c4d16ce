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
    private final SetupScopes setups;
    private final boolean takesSpecialSlots;

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
        takesSpecialSlots =
                tasks.stream().anyMatch(task -> task.options().slots().special());
        setups = new SetupScopes(tasks, this::task, this::downstream);
    }

    public Collection<Task> tasks() {
        return tasks.values();
    }

    /** Whether a task takes other slots than those of its run and of the default pool. */
    public boolean takesSpecialSlots() {
        return takesSpecialSlots;
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

    /**
     * Whether the task decides how the run ends: nothing that counts comes after it. In a DAG that fails fast nothing rescues
     * a failure, so every task that counts decides.
     */
    public boolean isLeaf(String taskId) {
        return counts(task(taskId))
                && (rules.failFast()
                        || downstream(taskId).stream().map(this::task).noneMatch(Graph::counts));
    }

    private static boolean counts(Task task) {
        return task.traits().role() != Traits.Role.TEARDOWN;
    }

    /** Ids of the setups whose ends are counted for a task apart from those of its upstream. */
    public List<String> watchedSetups(String taskId) {
        return setups.watchedBy(taskId);
    }

    /** Ids of the tasks for which the end of a setup is counted apart. */
    public List<String> watchersOf(String setupId) {
        return setups.watching(setupId);
    }

    private static <T> T requireTask(@Nullable T found, String taskId) {
        if (found == null) {
            throw new IllegalArgumentException("No task has the id '" + taskId + "'");
        }
        return found;
    }
}
