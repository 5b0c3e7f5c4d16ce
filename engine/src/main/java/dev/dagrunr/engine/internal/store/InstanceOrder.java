package dev.dagrunr.engine.internal.store;

import dev.dagrunr.engine.view.InstanceView;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The instances of a run by task and map index, a part at a time. The n-th of them is found by the counters and the unique
 * index, wherever it stands, as long as each task before it has all map indexes between its first and its last.
 */
final class InstanceOrder {
    private InstanceOrder() {}

    /** How many instances a task counts, and how many there would be if no map index was missing. */
    private record Width(String taskId, long instances, int first, long places) {
        static Width read(ResultSet row) throws SQLException {
            return new Width(
                    row.getString("task_id"), row.getLong("own_total"), row.getInt("first"), row.getLong("places"));
        }

        boolean isComplete() {
            return instances == places;
        }
    }

    /** The first instance of a part. */
    private record Start(String taskId, int mapIndex) {}

    private static final String WIDTHS = """
            select p.task_id, p.own_total, coalesce(t.first, 0) as first, coalesce(t.last - t.first + 1, 0) as places
            from dagrunr.task_progress p
            cross join lateral (
                select min(map_index) as first, max(map_index) as last
                from dagrunr.task_instance
                where run = p.run and task_id = p.task_id) t
            where p.run = ? and p.scope = -1
            order by p.task_id
            """;

    /**
     * @param taskId of one task; null for all
     * @return empty where the counters do not tell: below mapped groups, and where an earlier expansion was wider
     */
    static Optional<List<InstanceView>> part(
            Connection connection, long run, @Nullable String taskId, long offset, long limit) throws SQLException {
        var widths = Sql.query(connection, WIDTHS, Width::read, run);
        if (taskId != null) {
            widths.removeIf(width -> !width.taskId().equals(taskId));
        }
        long left = offset;
        for (var width : widths) {
            if (!width.isComplete()) {
                return Optional.empty();
            }
            if (left < width.instances()) {
                var start = new Start(width.taskId(), Math.toIntExact(width.first() + left));
                return Optional.of(rows(connection, run, taskId, start, limit));
            }
            left -= width.instances();
        }
        return Optional.of(List.of());
    }

    private static final String ROWS_HEAD = InstanceList.COLUMNS + """
            from (
                select *
                from dagrunr.task_instance
                where run = ? and \
            """;

    private static final String ROWS_TAIL = """

                order by task_id, map_index
                limit ?) t
            left join dagrunr.node n on n.id = t.node
            order by t.task_id, t.map_index
            """;

    // each as the index wants it: beside a condition on the task alone, that on both would not say where to begin
    private static final String OF_TASK = ROWS_HEAD + "task_id = ? and map_index >= ?" + ROWS_TAIL;

    private static final String OF_RUN = ROWS_HEAD + "(task_id, map_index) >= (?, ?)" + ROWS_TAIL;

    private static List<InstanceView> rows(
            Connection connection, long run, @Nullable String taskId, Start start, long limit) throws SQLException {
        return Sql.query(
                connection,
                taskId == null ? OF_RUN : OF_TASK,
                InstanceList::read,
                run,
                start.taskId(),
                start.mapIndex(),
                limit);
    }
}
