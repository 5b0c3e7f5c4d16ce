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
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Table {@code task_instance} as pages show it: a part at a time. */
public final class InstanceList {
    private InstanceList() {}

    static final String COLUMNS = """
            select t.id, t.run, t.task_id, t.map_index, t.label, t.state, t.try_number, t.max_tries, t.epoch, t.priority,
                n.name as node_name, t.due_at, t.queued_at, t.started_at, t.ended_at, t.progress_done,
                t.progress_expected, t.progress_bytes, t.resumed_done, t.resumed_bytes, t.reason
            """;

    // the counters know it already, where no instance is left out
    private static final String COUNT_OF_ALL = """
            select coalesce(sum(own_total), 0)
            from dagrunr.task_progress
            where run = ? and scope = -1 and (?::text is null or task_id = ?)
            """;

    private static final String COUNT_OF_STATE = """
            select coalesce(sum(case ?
                when 'success' then own_success
                when 'skipped' then own_skipped
                when 'failed' then own_failed
                else own_upstream_failed end), 0)
            from dagrunr.task_progress
            where run = ? and scope = -1 and (?::text is null or task_id = ?)
            """;

    private static final Set<TaskState> COUNTED =
            EnumSet.of(TaskState.SUCCESS, TaskState.SKIPPED, TaskState.FAILED, TaskState.UPSTREAM_FAILED);

    private static final String COUNT = "select count(*) from dagrunr.task_instance t ";

    // narrow rows are sorted and skipped; only those of the page are read whole
    private static final String PAGE_HEAD = COLUMNS + """
            from (
                select t.id, row_number() over () as place
                from (select t.id from dagrunr.task_instance t
            """;

    private static final String PAGE_TAIL = """
             offset ? limit ?) t) part
            join dagrunr.task_instance t on t.id = part.id
            left join dagrunr.node n on n.id = t.node
            order by part.place
            """;

    /** Only the conditions that are in use, so that the planner sees which index serves them. */
    private record Condition(String sql, List<Object> values) {
        static Condition of(InstanceFilter filter) {
            var sql = new StringBuilder("where t.run = ?\n");
            var values = new ArrayList<Object>(List.of(filter.run()));
            filter.taskId().ifPresent(taskId -> {
                sql.append("and t.task_id = ?\n");
                values.add(taskId);
            });
            if (!filter.states().isEmpty()) {
                // constants, as a partial index asks for
                sql.append(filter.states().stream()
                        .map(state -> "'" + state.wireName() + "'")
                        .collect(Collectors.joining(", ", "and t.state in (", ")\n")));
            }
            if (!filter.text().isEmpty()) {
                // a subquery, so that the text is not put in lower case again for each row
                sql.append("and position((select lower(?)) in lower(t.label)) > 0\n");
                values.add(filter.text());
            }
            return new Condition(sql.toString(), values);
        }
    }

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
            case STATE -> "t.state collate \"C\"" + way;
            case STARTED -> "t.started_at" + way + nulls;
            case DURATION -> "coalesce(t.ended_at, now()) - t.started_at" + way + nulls;
            case TRIES -> "t.try_number" + way;
        };
        return "order by " + key + ", t.id" + way;
    }

    public static Page<InstanceView> page(Connection connection, InstanceFilter filter, PageRequest request)
            throws SQLException {
        if (!filter.text().isEmpty() && request.offset() == 0) {
            // few are found as a rule: then all labels are looked through once, not once more for their number
            var found = part(connection, filter, false, 0, request.limit());
            if (found.size() < request.limit()) {
                return new Page<>(found, found.size(), request);
            }
        }
        var total = total(connection, filter);
        if (filter.order() == Order.MAP_INDEX && !filter.descending() && isWhole(filter)) {
            var rows = InstanceOrder.part(
                    connection, filter.run(), filter.taskId().orElse(null), request.offset(), request.limit());
            if (rows.isPresent()) {
                return new Page<>(rows.get(), total, request);
            }
        }
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

    private static boolean isWhole(InstanceFilter filter) {
        return filter.states().isEmpty() && filter.text().isEmpty();
    }

    private static long total(Connection connection, InstanceFilter filter) throws SQLException {
        var taskId = filter.taskId().orElse(null);
        if (isWhole(filter)) {
            return count(connection, COUNT_OF_ALL, filter.run(), taskId, taskId);
        }
        if (filter.text().isEmpty() && COUNTED.containsAll(filter.states())) {
            long total = 0;
            for (var state : EnumSet.copyOf(filter.states())) {
                total += count(connection, COUNT_OF_STATE, state.wireName(), filter.run(), taskId, taskId);
            }
            return total;
        }
        var condition = Condition.of(filter);
        return count(connection, COUNT + condition.sql(), condition.values().toArray());
    }

    private static long count(Connection connection, String sql, @Nullable Object... values) throws SQLException {
        return Sql.first(connection, sql, row -> row.getLong(1), values).orElseThrow();
    }

    private static List<InstanceView> part(
            Connection connection, InstanceFilter filter, boolean backwards, long offset, long limit)
            throws SQLException {
        var condition = Condition.of(filter);
        var values = new ArrayList<>(condition.values());
        values.add(offset);
        values.add(limit);
        return Sql.query(
                connection,
                PAGE_HEAD + condition.sql() + orderBy(filter.order(), filter.descending(), backwards) + PAGE_TAIL,
                InstanceList::read,
                values.toArray());
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

    static InstanceView read(ResultSet row) throws SQLException {
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
                row.getLong("progress_bytes"),
                row.getLong("resumed_done"),
                row.getLong("resumed_bytes"),
                row.getString("reason"));
    }
}
