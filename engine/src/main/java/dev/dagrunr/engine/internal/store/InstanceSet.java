package dev.dagrunr.engine.internal.store;

import dev.dagrunr.dag.TaskState;
import dev.dagrunr.dag.internal.model.MapPath;
import dev.dagrunr.dag.internal.model.Task;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/** Which rows of table {@code task_instance} a run has: one for each task, then one for each element of a mapped one. */
public final class InstanceSet {
    private InstanceSet() {}

    /** How often a task may be tried, the first try included. */
    public static int tries(Task task) {
        return task.options().retries().retries() + 1;
    }

    private static final String INSERT = """
            insert into dagrunr.task_instance (run, task_id, map_index, state, max_tries, priority, pool, pool_slots)
            select ?, task.id, -1, 'none', task.max_tries, task.priority, task.pool, task.pool_slots
            from unnest(?, ?, ?, ?, ?) as task (id, max_tries, priority, pool, pool_slots)
            """;

    /** One waiting instance for each task of a new run. */
    public static void insert(Connection connection, long run, Collection<Task> tasks) throws SQLException {
        Sql.update(
                connection,
                INSERT,
                run,
                tasks.stream().map(Task::id).toList(),
                tasks.stream().map(InstanceSet::tries).toList(),
                tasks.stream().map(task -> task.options().priorityWeight()).toList(),
                tasks.stream().map(task -> task.options().slots().pool()).toList(),
                tasks.stream().map(task -> task.options().slots().poolSlots()).toList());
    }

    private static final String BEFORE = """
            select t.label, exists (
                select 1
                from dagrunr.task_instance
                where run = t.run and task_id = t.task_id and map_index = ?)
            from dagrunr.task_instance t
            where t.run = ? and t.task_id = ? and t.map_index = ?
            """;

    private record Before(String label, boolean hasFirst) {}

    private static final String FIRST_OF_EXPANSION = """
            update dagrunr.task_instance
            set map_index = ?, label = ?
            where run = ? and task_id = ? and map_index = ?
            """;

    // an index that an earlier expansion had, and that was removed since, comes back; any other stays as it is
    private static final String REST_OF_EXPANSION = """
            insert into dagrunr.task_instance (run, task_id, map_index, label, state, max_tries, priority, pool, pool_slots)
            select ?, ?, element.map_index, element.label, ?, ?, ?, ?, ?
            from unnest(?, ?) as element (map_index, label)
            on conflict (run, task_id, map_index) do update
            set state = excluded.state, label = excluded.label, ended_at = null, reason = ''
            where dagrunr.task_instance.state = 'removed'
            """;

    private static final String DROP_UNEXPANDED =
            "delete from dagrunr.task_instance where run = ? and task_id = ? and map_index = ?";

    private static final String REMOVE_BEYOND = """
            update dagrunr.task_instance
            set state = 'removed'
            where run = ? and task_id = ? and map_index > ? and map_index <= ? and state <> 'removed'
            """;

    /**
     * Replaces the one instance at a path by one waiting instance for each label. What an earlier expansion had beyond them
     * is removed.
     *
     * @param depth of the task
     * @param state of the new instances; the one that was there keeps its own
     */
    public static void expand(
            Connection connection, long run, Task task, int depth, MapPath path, List<String> labels, TaskState state)
            throws SQLException {
        int unexpanded = path.mapIndex(depth);
        var indexes = IntStream.range(0, labels.size())
                .mapToObj(index -> path.child(index).mapIndex(depth))
                .toList();
        var before = Sql.first(
                        connection,
                        BEFORE,
                        row -> new Before(row.getString(1), row.getBoolean(2)),
                        indexes.get(0),
                        run,
                        task.id(),
                        unexpanded)
                .orElseThrow(() -> new IllegalStateException(
                        "Task '" + task.id() + "' of run " + run + " has no instance " + unexpanded));
        var whole = before.label().isEmpty()
                ? labels
                : labels.stream().map(label -> before.label() + "/" + label).toList();
        int from = 0;
        if (before.hasFirst()) {
            Sql.update(connection, DROP_UNEXPANDED, run, task.id(), unexpanded);
        } else {
            Sql.update(connection, FIRST_OF_EXPANSION, indexes.get(0), whole.get(0), run, task.id(), unexpanded);
            from = 1;
        }
        if (from < labels.size()) {
            Sql.update(
                    connection,
                    REST_OF_EXPANSION,
                    run,
                    task.id(),
                    state.wireName(),
                    tries(task),
                    task.options().priorityWeight(),
                    task.options().slots().pool(),
                    task.options().slots().poolSlots(),
                    indexes.subList(from, labels.size()),
                    whole.subList(from, labels.size()));
        }
        int last = path.child(labels.size() - 1).range(depth)[1];
        Sql.update(connection, REMOVE_BEYOND, run, task.id(), last, path.range(depth)[1]);
    }

    private static final String REMOVE_EXPANSION = """
            update dagrunr.task_instance
            set state = 'removed'
            where run = ? and task_id = ? and map_index between ? and ?
            """;

    private static final String DROP_PARTLY_EXPANDED =
            "delete from dagrunr.task_instance where run = ? and task_id = ? and map_index between ? and ?";

    private static final String INSERT_UNEXPANDED = """
            insert into dagrunr.task_instance (
                run, task_id, map_index, label, state, max_tries, priority, pool, pool_slots)
            values (?, ?, ?, ?, 'none', ?, ?, ?, ?)
            on conflict (run, task_id, map_index) do nothing
            """;

    /**
     * Takes the instances below a path away until it is expanded again.
     *
     * @param label of the path
     */
    public static void unexpand(Connection connection, long run, Task task, int depth, MapPath path, String label)
            throws SQLException {
        var range = path.range(depth);
        Sql.update(connection, REMOVE_EXPANSION, run, task.id(), range[0], range[1]);
        // the map indexes of what is expanded only in part, below this path: see MapPath
        Sql.update(connection, DROP_PARTLY_EXPANDED, run, task.id(), -1 - range[1], -2 - range[0] - path.size());
        Sql.update(
                connection,
                INSERT_UNEXPANDED,
                run,
                task.id(),
                path.mapIndex(depth),
                label,
                tries(task),
                task.options().priorityWeight(),
                task.options().slots().pool(),
                task.options().slots().poolSlots());
    }
}
