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
import java.util.List;
import java.util.Optional;

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

    private static final String PAGE_HEAD =
            COLUMNS + "from dagrunr.task_instance t left join dagrunr.node n on n.id = t.node " + FILTER;
    private static final String PAGE_TAIL = " offset ? limit ?";

    private static String orderBy(Order order, boolean descending) {
        return switch (order) {
            case MAP_INDEX ->
                descending ? "order by t.task_id desc, t.map_index desc" : "order by t.task_id, t.map_index";
            case LABEL -> descending ? "order by t.label desc, t.id" : "order by t.label, t.id";
            case STATE -> descending ? "order by t.state desc, t.id" : "order by t.state, t.id";
            case STARTED ->
                descending ? "order by t.started_at desc nulls last, t.id" : "order by t.started_at nulls last, t.id";
            case DURATION ->
                descending
                        ? "order by coalesce(t.ended_at, now()) - t.started_at desc nulls last, t.id"
                        : "order by coalesce(t.ended_at, now()) - t.started_at nulls last, t.id";
            case TRIES -> descending ? "order by t.try_number desc, t.id" : "order by t.try_number, t.id";
        };
    }

    public static Page<InstanceView> page(Connection connection, InstanceFilter filter, PageRequest request)
            throws SQLException {
        var taskId = filter.taskId().orElse(null);
        var states = filter.states().stream().map(TaskState::wireName).toList();
        var text = filter.text();
        var run = filter.run();
        var total = Sql.first(connection, COUNT, row -> row.getLong(1), run, taskId, taskId, states, states, text, text)
                .orElseThrow();
        var rows = Sql.query(
                connection,
                PAGE_HEAD + orderBy(filter.order(), filter.descending()) + PAGE_TAIL,
                InstanceList::read,
                run,
                taskId,
                taskId,
                states,
                states,
                text,
                text,
                request.offset(),
                request.limit());
        return new Page<>(rows, total, request);
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
