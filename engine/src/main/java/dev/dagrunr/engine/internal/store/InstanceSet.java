package dev.dagrunr.engine.internal.store;

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

    private static final String FIRST_OF_EXPANSION = """
            update dagrunr.task_instance
            set map_index = 0, label = ?
            where run = ? and task_id = ? and map_index = -1
            """;

    // an index that an earlier expansion had, and that was removed since, comes back
    private static final String REST_OF_EXPANSION = """
            insert into dagrunr.task_instance (run, task_id, map_index, label, state, max_tries, priority, pool, pool_slots)
            select ?, ?, element.map_index, element.label, 'none', ?, ?, ?, ?
            from unnest(?, ?) as element (map_index, label)
            on conflict (run, task_id, map_index) do update
            set state = 'none', label = excluded.label, ended_at = null, reason = ''
            """;

    private static final String DROP_UNEXPANDED =
            "delete from dagrunr.task_instance where run = ? and task_id = ? and map_index = -1";

    private static final String HAS_FIRST =
            "select 1 from dagrunr.task_instance where run = ? and task_id = ? and map_index = 0";

    /** Replaces the unexpanded instance of a mapped task by one waiting instance for each label. */
    public static void expand(Connection connection, long run, Task task, List<String> labels) throws SQLException {
        int from = 0;
        if (Sql.first(connection, HAS_FIRST, row -> 1, run, task.id()).isPresent()) {
            Sql.update(connection, DROP_UNEXPANDED, run, task.id());
        } else {
            Sql.update(connection, FIRST_OF_EXPANSION, labels.get(0), run, task.id());
            from = 1;
        }
        if (from < labels.size()) {
            Sql.update(
                    connection,
                    REST_OF_EXPANSION,
                    run,
                    task.id(),
                    tries(task),
                    task.options().priorityWeight(),
                    task.options().slots().pool(),
                    task.options().slots().poolSlots(),
                    IntStream.range(from, labels.size()).boxed().toList(),
                    labels.subList(from, labels.size()));
        }
    }

    private static final String REMOVE_EXPANSION = """
            update dagrunr.task_instance
            set state = 'removed'
            where run = ? and task_id = ? and map_index >= 0
            """;

    private static final String INSERT_UNEXPANDED = """
            insert into dagrunr.task_instance (run, task_id, map_index, state, max_tries, priority, pool, pool_slots)
            values (?, ?, -1, 'none', ?, ?, ?, ?)
            on conflict (run, task_id, map_index) do nothing
            """;

    /** Takes a mapped task's instances away until it is expanded again. */
    public static void unexpand(Connection connection, long run, Task task) throws SQLException {
        Sql.update(connection, REMOVE_EXPANSION, run, task.id());
        Sql.update(
                connection,
                INSERT_UNEXPANDED,
                run,
                task.id(),
                tries(task),
                task.options().priorityWeight(),
                task.options().slots().pool(),
                task.options().slots().poolSlots());
    }
}
