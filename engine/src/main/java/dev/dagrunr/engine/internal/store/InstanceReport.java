package dev.dagrunr.engine.internal.store;

import dev.dagrunr.dag.TaskState;
import dev.dagrunr.dag.internal.decision.Span;
import dev.dagrunr.engine.TaskInstanceInfo;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Table {@code task_instance} as it is shown to people and to the bodies of tasks. */
public final class InstanceReport {
    private InstanceReport() {}

    private static final String INFO = """
            select t.id, t.task_id, t.map_index, t.label, t.state, t.try_number, t.epoch, n.name as node_name,
                t.started_at, t.ended_at, t.progress_done, t.progress_expected, t.progress_bytes,
                t.resumed_done, t.resumed_bytes, t.reason
            from dagrunr.task_instance t
            left join dagrunr.node n on n.id = t.node
            where t.run = ?
            """;

    // the first row of each task is as old as the run
    private static final String INFO_OF_RUN = INFO + "order by min(t.id) over (partition by t.task_id), t.map_index";

    /** In the order of the tasks' declaration and of their map indexes. */
    public static List<TaskInstanceInfo> ofRun(Connection connection, long run) throws SQLException {
        return Sql.query(connection, INFO_OF_RUN, InstanceReport::read, run);
    }

    private static final String INFO_OF_TASK = INFO + """
            and t.task_id = ? and (t.map_index between ? and ? or t.map_index = any (?::int[])) and t.state <> 'removed'
            order by t.map_index
            """;

    /** Instances of one task, by map index, without those that were removed. */
    public static List<TaskInstanceInfo> ofTask(
            Connection connection, long run, String taskId, Span span, List<Integer> others) throws SQLException {
        return Sql.query(
                connection, INFO_OF_TASK, InstanceReport::read, run, taskId, span.first(), span.last(), others);
    }

    private static final String FAILURE_OF_TASK = """
            select reason
            from dagrunr.task_instance
            where run = ? and task_id = ? and state = 'failed'
            order by map_index
            limit 1
            """;

    /** Why the first failed instance of a task failed; empty when none did. */
    public static Optional<String> failureOf(Connection connection, long run, String taskId) throws SQLException {
        return Sql.first(connection, FAILURE_OF_TASK, row -> row.getString(1), run, taskId);
    }

    private static TaskInstanceInfo read(ResultSet row) throws SQLException {
        return new TaskInstanceInfo(
                row.getLong("id"),
                row.getString("task_id"),
                row.getInt("map_index"),
                row.getString("label"),
                TaskState.of(row.getString("state")),
                row.getInt("try_number"),
                row.getInt("epoch"),
                Optional.ofNullable(row.getString("node_name")),
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
