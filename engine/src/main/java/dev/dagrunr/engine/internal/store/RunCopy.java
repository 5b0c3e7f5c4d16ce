package dev.dagrunr.engine.internal.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** A new run with the conf, the shape, the task instances and the values of another, which stays as it is. */
public final class RunCopy {
    private RunCopy() {}

    private static final String RUN = """
            insert into dagrunr.dag_run (dag_id, run_id, run_type, state, structure_hash, interval_start, interval_end,
                run_after, conf, max_active_tasks, open_tasks, live_instances, failed_leaves, occupied_slots, admitted,
                queued_at)
            select dag_id, ?, 'manual', 'queued', structure_hash, interval_start, interval_end, ?, conf, max_active_tasks,
                open_tasks, 0, failed_leaves, 0, admitted, ?
            from dagrunr.dag_run
            where id = ?
            on conflict do nothing
            returning id
            """;

    private static final String INSTANCES = """
            insert into dagrunr.task_instance (run, task_id, map_index, label, state, try_number, max_tries, epoch, priority,
                pool, pool_slots, started_at, ended_at, progress_done, progress_expected, progress_bytes,
                resumed_done, resumed_bytes, reason)
            select ?, task_id, map_index, label, state, try_number, max_tries, epoch, priority, pool, pool_slots, started_at,
                ended_at, progress_done, progress_expected, progress_bytes, resumed_done, resumed_bytes, reason
            from dagrunr.task_instance
            where run = ?
            order by id
            """;

    private static final String VALUES = """
            insert into dagrunr.xcom (run, task_id, map_index, part, value)
            select ?, task_id, map_index, part, value
            from dagrunr.xcom
            where run = ?
            """;

    private static final String PROGRESS = """
            insert into dagrunr.task_progress (run, task_id, scope, width, waiting, results, elements, upstream_total, own_total, setups_total,
                max_active, max_active_in_run)
            select ?, task_id, scope, width, waiting, results, elements, upstream_total, own_total, setups_total, max_active,
                max_active_in_run
            from dagrunr.task_progress
            where run = ?
            """;

    /**
     * The counters of the copy are those of an empty run: they are to be counted anew.
     *
     * @param run one that has ended
     * @return the key of the copy; empty when the DAG has a run of that id already
     */
    public static Optional<Long> of(Connection connection, long run, String runId, Instant now) throws SQLException {
        var copy = Sql.first(connection, RUN, row -> row.getLong(1), runId, now, now, run);
        if (copy.isPresent()) {
            Sql.update(connection, INSTANCES, copy.get(), run);
            Sql.update(connection, VALUES, copy.get(), run);
            Sql.update(connection, PROGRESS, copy.get(), run);
        }
        return copy;
    }
}
