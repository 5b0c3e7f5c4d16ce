package dev.dagrunr.dag.internal.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
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
    private final boolean looksBack;
    private final boolean takesSpecialSlots;
    private final Map<String, Expansion> mappedGroups;
    private final Scopes scopes;

    /** @param tasks with distinct ids; every upstream id is one of them */
    public Graph(Collection<Task> tasks) {
        this(tasks, Rules.DEFAULTS);
    }

    /** @param tasks with distinct ids; every upstream id is one of them */
    public Graph(Collection<Task> tasks, Rules rules) {
        this(tasks, rules, Map.of());
    }

    /**
     * @param tasks with distinct ids; every upstream id is one of them
     * @param mappedGroups by their ids what they are expanded over
     */
    public Graph(Collection<Task> tasks, Rules rules, Map<String, Expansion> mappedGroups) {
        this.rules = rules;
        this.mappedGroups = Collections.unmodifiableMap(new LinkedHashMap<>(mappedGroups));
        this.scopes = new Scopes(tasks, mappedGroups);
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
        looksBack = tasks.stream().anyMatch(task -> task.options().past() != Past.IGNORED);
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

    /** Whether some task wants something of the run before. */
    public boolean looksBack() {
        return looksBack;
    }

    /** Ids of the setups whose ends are counted for a task apart from those of its upstream. */
    public List<String> watchedSetups(String taskId) {
        return setups.watchedBy(taskId);
    }

    /** Ids of the setups that a task which is neither a setup nor a teardown works with. */
    public List<String> setupsAround(String taskId) {
        return setups.around(taskId);
    }

    /** Ids of the teardowns of a setup. */
    public List<String> teardownsOf(String setupId) {
        return downstream(setupId).stream()
                .filter(id -> task(id).traits().role().isTeardown())
                .toList();
    }

    /** Ids of the tasks for which the end of a setup is counted apart. */
    public List<String> watchersOf(String setupId) {
        return setups.watching(setupId);
    }

    /** What the mapped groups are expanded over, by their ids. */
    public Map<String, Expansion> mappedGroups() {
        return mappedGroups;
    }

    /** Ids of the mapped groups around a task, from the outside in. */
    public List<String> scopes(String taskId) {
        return scopes.of(taskId);
    }

    /** Of how many mapped groups the two tasks share the instance. */
    public int sharedScopes(String taskId, String otherId) {
        return scopes.common(taskId, otherId);
    }

    /** The tasks of a mapped group and of those within it. */
    public List<Task> members(String groupId) {
        return scopes.members(groupId);
    }

    /** How many indexes an instance of the task has. */
    public int depth(String taskId) {
        return scopes(taskId).size() + (task(taskId).mapped() ? 1 : 0);
    }

    /** What gives the index at a level of a task's path. */
    public Expansion expansion(String taskId, int level) {
        var around = scopes(taskId);
        if (level < around.size()) {
            return requireExpansion(mappedGroups.get(around.get(level)), taskId);
        }
        return requireExpansion(task(taskId).expansion().orElse(null), taskId);
    }

    /** How many instances that expansion may have for one of what is around it. */
    public int mapLengthLimit(String taskId, int level) {
        var around = scopes(taskId);
        var together = level < around.size() ? members(around.get(level)) : List.of(task(taskId));
        return together.stream()
                .mapToInt(task -> MapPath.indexLimit(level, depth(task.id())))
                .reduce(rules.mapLengthLimit(), Math::min);
    }

    private static Expansion requireExpansion(@Nullable Expansion found, String taskId) {
        if (found == null) {
            throw new IllegalArgumentException("Task '" + taskId + "' is not expanded at that level");
        }
        return found;
    }

    private static <T> T requireTask(@Nullable T found, String taskId) {
        if (found == null) {
            throw new IllegalArgumentException("No task has the id '" + taskId + "'");
        }
        return found;
    }
}
