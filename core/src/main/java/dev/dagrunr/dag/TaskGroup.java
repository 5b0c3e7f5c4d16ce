package dev.dagrunr.dag;

import static java.util.Objects.requireNonNull;

import dev.dagrunr.dag.internal.model.Expansion;
import java.util.List;
import java.util.Optional;

/**
 * Tasks that belong together: drawn together, ordered together, and with ids that begin with that of the group, such as
 * {@code load.copy}. What it holds is declared as in a DAG. Confined to one thread.
 *
 * <pre>{@code
 * var load = dag.group("load").after(schema);
 * var copy = load.task("copy").runs(Rows.class, steps::copy);
 * dag.task("report").after(load).runs(Report.class, steps::report);
 * }</pre>
 *
 * @param <P> the parameters of the DAG
 */
public final class TaskGroup<P extends Record> {
    private final DagBuilder<P> dag;
    private final String id;
    private boolean prefixes = true;

    TaskGroup(DagBuilder<P> dag, String id) {
        this.dag = dag;
        this.id = id;
    }

    /** Its id behind those of the groups that it is in, such as {@code load.indexes}. */
    public String id() {
        return id;
    }

    /** Leaves the ids of tasks that are declared from here on as they are, unique in the whole DAG. */
    public TaskGroup<P> withoutPrefix() {
        prefixes = false;
        return this;
    }

    /** Begins a task of this group; {@code taskId} is its id within the group. */
    public TaskBuilder<P> task(String taskId) {
        requireNonNull(taskId, "taskId is null");
        return dag.task(prefixes ? id + "." + taskId : taskId, id);
    }

    /** Begins a group within this group. */
    public TaskGroup<P> group(String groupId) {
        return dag.group(id + "." + requireNonNull(groupId, "groupId is null"), id);
    }

    /** All of this group runs after these tasks. */
    public TaskGroup<P> after(TaskHandle... tasks) {
        List.of(tasks).forEach(task -> dag.order(new GroupOrder(task, null, null, this)));
        return this;
    }

    /** All of this group runs after all of those; for what comes after a group, its teardowns do not count. */
    public TaskGroup<P> after(TaskGroup<?>... groups) {
        List.of(groups).forEach(group -> dag.order(new GroupOrder(null, group, null, this)));
        return this;
    }

    /**
     * Runs all of this group once for each element of a list. Without its list no task of the group runs, whatever its rule
     * is; over an empty one all are skipped.
     */
    public <E> MappedGroup<P, E> expand(Expandable<E> list) {
        var combined = Combined.of(requireNonNull(list, "list is null"));
        dag.expand(this, new MappedList(new Expansion(combined.source(), Optional.empty()), combined.tasks()));
        return new MappedGroup<>(this);
    }

    DagBuilder<P> dag() {
        return dag;
    }

    /** Whether a group, given by its id, is this one or lies in it. */
    boolean holds(String groupId) {
        return groupId.equals(id) || groupId.startsWith(id + ".");
    }

    /** The id of the group that this one lies in; empty when it lies in none. */
    String parent() {
        return id.contains(".") ? id.substring(0, id.lastIndexOf('.')) : "";
    }
}
