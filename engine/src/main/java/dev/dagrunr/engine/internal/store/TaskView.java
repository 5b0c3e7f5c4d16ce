package dev.dagrunr.engine.internal.store;

import dev.dagrunr.dag.TaskState;
import dev.dagrunr.engine.view.TaskSummary;
import dev.dagrunr.engine.view.TaskTimes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tasks of runs, summed up: by their counters, not by their instances, of which there may be many. */
public final class TaskView {
    private TaskView() {}

    private record Key(long run, String taskId) {}

    private static final String COUNTERS = """
            select run, task_id, width, waiting, own_total, own_success, own_skipped, own_failed, own_upstream_failed,
                own_removed, left_out
            from dagrunr.task_progress
            where run = any (?) and scope = -1
            """;

    // each state by its own index, in which only the few instances stand that have it; task_instance_due holds retries
    private static final String BETWEEN = """
            select run, task_id, state, count(*)
            from dagrunr.task_instance
            where state = 'running' and run = any (?)
            group by run, task_id, state
            union all
            select run, task_id, state, count(*)
            from dagrunr.task_instance
            where state = 'queued' and run = any (?)
            group by run, task_id, state
            union all
            select run, task_id, state, count(*)
            from dagrunr.task_instance
            where state = 'up_for_reschedule' and run = any (?)
            group by run, task_id, state
            union all
            select run, task_id, state, count(*)
            from dagrunr.task_instance
            where state = 'up_for_retry' and due_at is not null and run = any (?)
            group by run, task_id, state
            """;

    /** In no order. The two looks are at one moment only in a transaction that repeats reads. */
    public static List<TaskSummary> tasks(Connection connection, List<Long> runs) throws SQLException {
        var between = new HashMap<Key, Map<TaskState, Integer>>();
        Sql.query(
                connection,
                BETWEEN,
                row -> between.computeIfAbsent(
                                new Key(row.getLong("run"), row.getString("task_id")),
                                key -> new EnumMap<>(TaskState.class))
                        .put(TaskState.of(row.getString("state")), row.getInt("count")),
                runs,
                runs,
                runs,
                runs);
        return Sql.query(connection, COUNTERS, row -> summary(row, between), runs);
    }

    private static TaskSummary summary(ResultSet row, Map<Key, Map<TaskState, Integer>> between) throws SQLException {
        var key = new Key(row.getLong("run"), row.getString("task_id"));
        var counts = new EnumMap<TaskState, Integer>(TaskState.class);
        counts.put(TaskState.SUCCESS, row.getInt("own_success"));
        counts.put(TaskState.SKIPPED, row.getInt("own_skipped"));
        counts.put(TaskState.FAILED, row.getInt("own_failed"));
        counts.put(TaskState.UPSTREAM_FAILED, row.getInt("own_upstream_failed"));
        counts.put(TaskState.REMOVED, row.getInt("own_removed"));
        counts.put(TaskState.NONE, row.getInt("waiting"));
        counts.putAll(between.getOrDefault(key, Map.of()));
        int known = counts.values().stream().mapToInt(Integer::intValue).sum();
        counts.put(TaskState.SCHEDULED, Math.max(0, row.getInt("own_total") - known));
        counts.values().removeIf(count -> count == 0);
        return new TaskSummary(
                key.run(),
                key.taskId(),
                row.getInt("width") >= 0,
                row.getInt("own_total"),
                counts,
                row.getBoolean("left_out"));
    }

    private static final String TIMES = """
            select p.task_id, t.started_at, t.ended_at, t.done, t.expected,
                p.own_success + p.own_skipped + p.own_failed + p.own_upstream_failed + p.own_removed >= p.own_total
                    as complete
            from dagrunr.task_progress p
            cross join lateral (
                select min(started_at) as started_at, max(ended_at) as ended_at, sum(progress_done) as done,
                    sum(progress_expected) as expected
                from dagrunr.task_instance t
                where t.run = p.run and t.task_id = p.task_id) t
            where p.run = ? and p.scope = -1
            """;

    /** By task. Reads every instance of the run. */
    public static Map<String, TaskTimes> times(Connection connection, long run) throws SQLException {
        var times = new HashMap<String, TaskTimes>();
        Sql.query(connection, TIMES, TaskView::times, run).forEach(task -> times.put(task.taskId(), task));
        return times;
    }

    private static TaskTimes times(ResultSet row) throws SQLException {
        return new TaskTimes(
                row.getString("task_id"),
                Sql.optionalInstant(row, "started_at"),
                row.getBoolean("complete") ? Sql.optionalInstant(row, "ended_at") : Optional.empty(),
                row.getLong("done"),
                row.getLong("expected"));
    }

    // the newest of what succeeded, so that a task which became slower is not compared with its youth
    private static final String MEDIAN = """
            select percentile_cont(0.5) within group (order by extract(epoch from ended_at - started_at))
            from (
                select t.started_at, t.ended_at
                from (select id from dagrunr.dag_run where dag_id = ? order by id desc limit 50) r
                cross join lateral (
                    select started_at, ended_at
                    from dagrunr.task_instance
                    where run = r.id and task_id = ? and state = 'success'
                    limit 50) t) ended
            """;

    /** How long a successful instance takes, by up to 50 instances of each of the last 50 runs. */
    public static Optional<Duration> median(Connection connection, String dagId, String taskId) throws SQLException {
        var seconds = new ArrayList<Double>();
        Sql.query(
                connection,
                MEDIAN,
                row -> {
                    var value = row.getDouble(1);
                    return row.wasNull() || seconds.add(value);
                },
                dagId,
                taskId);
        return seconds.stream().findFirst().map(value -> Duration.ofMillis(Math.round(value * 1_000)));
    }
}
