package dev.dagrunr.engine.internal.store;

import dev.dagrunr.dag.TaskState;
import dev.dagrunr.engine.view.InstanceFilter;
import dev.dagrunr.engine.view.InstanceFilter.Order;
import dev.dagrunr.engine.view.InstanceView;
import dev.dagrunr.engine.view.Page;
import dev.dagrunr.engine.view.PageRequest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Table {@code task_instance} as pages show it: a part at a time. */
public final class InstanceList {
    private InstanceList() {}

    private static final String COLUMNS = """
            select t.id, t.run, t.task_id, t.map_index, t.label, t.state, t.try_number, t.max_tries, t.epoch, t.priority,
                n.name as node_name, t.due_at, t.queued_at, t.started_at, t.ended_at, t.progress_done,
                t.progress_expected, t.reason
            """;

    private static final String FILTER = """
            where t.run = ?
              and (?::text is null or t.task_id = ?)
              and (cardinality(?::text[]) = 0 or t.state = any (?))
              and (? = '' or position(lower(?) in lower(t.label)) > 0)
            """;

    private static final String COUNT = "select count(*) from dagrunr.task_instance t " + FILTER;

    // the counters know it already, where no instance is left out
    private static final String COUNT_OF_ALL = """
            select coalesce(sum(own_total), 0)
            from dagrunr.task_progress
            where run = ? and scope = -1 and (?::text is null or task_id = ?)
            """;

    // narrow rows are sorted and skipped; only those of the page are read whole
    private static final String PAGE_HEAD = COLUMNS + """
            from (
                select t.id, row_number() over () as place
                from (select t.id from dagrunr.task_instance t
            """ + FILTER;

    private static final String PAGE_TAIL = """
             offset ? limit ?) t) part
            join dagrunr.task_instance t on t.id = part.id
            left join dagrunr.node n on n.id = t.node
            order by part.place
            """;

    /**
     * @param backwards from the end, for the rows of the second half: exactly the other way round, what has no value in front
     */
    private static String orderBy(Order order, boolean descending, boolean backwards) {
        var way = descending != backwards ? " desc" : "";
        var nulls = backwards ? " nulls first" : " nulls last";
        var key = switch (order) {
            case MAP_INDEX -> "t.task_id" + way + ", t.map_index" + way;
            // by the bytes of UTF-8, which is ten times as fast as by the rules of a language
            case LABEL -> "t.label collate \"C\"" + way;
            case STATE -> "t.state" + way;
            case STARTED -> "t.started_at" + way + nulls;
            case DURATION -> "coalesce(t.ended_at, now()) - t.started_at" + way + nulls;
            case TRIES -> "t.try_number" + way;
        };
        return "order by " + key + ", t.id" + way;
    }

    public static Page<InstanceView> page(Connection connection, InstanceFilter filter, PageRequest request)
            throws SQLException {
        var total = total(connection, filter);
        // what stands in the second half is found from the end, so that at most half of the rows are skipped
        long end = Math.min(total, (long) request.offset() + request.limit());
        boolean backwards = request.offset() > total / 2 && end > request.offset();
        var rows = new ArrayList<>(part(
                connection,
                filter,
                backwards,
                backwards ? total - end : request.offset(),
                backwards ? end - request.offset() : request.limit()));
        if (backwards) {
            Collections.reverse(rows);
        }
        return new Page<>(rows, total, request);
    }

    private static long total(Connection connection, InstanceFilter filter) throws SQLException {
        var taskId = filter.taskId().orElse(null);
        if (filter.states().isEmpty() && filter.text().isEmpty()) {
            return Sql.first(connection, COUNT_OF_ALL, row -> row.getLong(1), filter.run(), taskId, taskId)
                    .orElseThrow();
        }
        return Sql.first(
                        connection, COUNT, row -> row.getLong(1), values(filter).toArray())
                .orElseThrow();
    }

    private static List<InstanceView> part(
            Connection connection, InstanceFilter filter, boolean backwards, long offset, long limit)
            throws SQLException {
        var values = values(filter);
        values.add(offset);
        values.add(limit);
        return Sql.query(
                connection,
                PAGE_HEAD + orderBy(filter.order(), filter.descending(), backwards) + PAGE_TAIL,
                InstanceList::read,
                values.toArray());
    }

    /** Of {@link #FILTER}. */
    private static List<@Nullable Object> values(InstanceFilter filter) {
        var taskId = filter.taskId().orElse(null);
        var states = filter.states().stream().map(TaskState::wireName).toList();
        return new ArrayList<>(
                Arrays.asList(filter.run(), taskId, taskId, states, states, filter.text(), filter.text()));
    }

    private static final String ONE = COLUMNS + """
            from dagrunr.task_instance t
            left join dagrunr.node n on n.id = t.node
            where t.run = ? and t.task_id = ? and t.map_index = ?
            """;

    public static Optional<InstanceView> find(Connection connection, long run, String taskId, int mapIndex)
            throws SQLException {
        return Sql.first(connection, ONE, InstanceList::read, run, taskId, mapIndex);
    }

    private static final String FAILED = COLUMNS + """
            from dagrunr.task_instance t
            left join dagrunr.node n on n.id = t.node
            where t.run = ? and t.state = 'failed'
            order by t.ended_at, t.id
            limit ?
            """;

    /** What failed by itself, the first failure first. */
    public static List<InstanceView> failed(Connection connection, long run, int limit) throws SQLException {
        return Sql.query(connection, FAILED, InstanceList::read, run, limit);
    }

    private static InstanceView read(ResultSet row) throws SQLException {
        return new InstanceView(
                row.getLong("id"),
                row.getLong("run"),
                row.getString("task_id"),
                row.getInt("map_index"),
                row.getString("label"),
                TaskState.of(row.getString("state")),
                row.getInt("try_number"),
                row.getInt("max_tries"),
                row.getInt("epoch"),
                row.getInt("priority"),
                Optional.ofNullable(row.getString("node_name")),
                Sql.optionalInstant(row, "due_at"),
                Sql.optionalInstant(row, "queued_at"),
                Sql.optionalInstant(row, "started_at"),
                Sql.optionalInstant(row, "ended_at"),
                row.getLong("progress_done"),
                row.getLong("progress_expected"),
                row.getString("reason"));
    }
}
