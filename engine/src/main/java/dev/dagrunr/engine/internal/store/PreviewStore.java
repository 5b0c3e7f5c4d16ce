package dev.dagrunr.engine.internal.store;

import dev.dagrunr.engine.ClearOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Table {@code task_instance} as a preview needs it: no more rows than decide what it shows. */
public final class PreviewStore {
    private PreviewStore() {}

    private static final String ROWS =
            "select " + InstanceStore.COLUMNS + " from dagrunr.task_instance t where t.run = ?";

    /** The instances that options name by themselves, without what comes before or after them. */
    public static List<StoredInstance> chosen(Connection connection, long run, ClearOptions options)
            throws SQLException {
        var sql = new StringBuilder(ROWS);
        var values = new ArrayList<Object>(List.of(run));
        options.taskId().ifPresent(taskId -> {
            sql.append(" and t.task_id = ?");
            values.add(taskId);
        });
        options.mapIndex().ifPresent(mapIndex -> {
            sql.append(" and t.map_index = ?");
            values.add(mapIndex);
        });
        if (options.onlyFailed()) {
            sql.append(" and t.state in ('failed', 'upstream_failed')");
        }
        if (options.onlyRunning()) {
            sql.append(" and t.state = 'running'");
        }
        return Sql.query(connection, sql + " order by t.id", InstanceStore::stored, values.toArray());
    }

    private static final String OF_TASKS = ROWS + " and t.task_id = any (?) order by t.id";

    public static List<StoredInstance> ofTasks(Connection connection, long run, Collection<String> taskIds)
            throws SQLException {
        return Sql.query(connection, OF_TASKS, InstanceStore::stored, run, List.copyOf(taskIds));
    }

    private static final String COUNT = """
            select coalesce(sum(own_total - own_removed), 0)
            from dagrunr.task_progress
            where run = ? and scope = -1 and task_id = any (?)
            """;

    /** How many instances tasks have, without those that were removed. */
    public static long count(Connection connection, long run, Collection<String> taskIds) throws SQLException {
        return Sql.first(connection, COUNT, row -> row.getLong(1), run, List.copyOf(taskIds))
                .orElseThrow();
    }

    private static final String FIRST = "select " + InstanceStore.COLUMNS + """

            from unnest(?) with ordinality as task (id, place)
            cross join lateral (
                select *
                from dagrunr.task_instance
                where run = ? and task_id = task.id and state <> 'removed'
                order by map_index
                limit ?) t
            order by task.place, t.map_index
            limit ?
            """;

    /** The first instances of tasks in the order given, without those that were removed. */
    public static List<StoredInstance> first(Connection connection, long run, List<String> taskIds, int most)
            throws SQLException {
        return Sql.query(connection, FIRST, InstanceStore::stored, taskIds, run, most, most);
    }
}
