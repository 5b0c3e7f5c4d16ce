package dev.dagrunr.engine.internal.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Table {@code task_instance} where people change it. */
public final class RepairStore {
    private RepairStore() {}

    private static final String RESET = """
            update dagrunr.task_instance t
            set state = case when t.state in ('running', 'restarting') and t.node is not null
                    then 'restarting' else 'none' end,
                node = case when t.state in ('running', 'restarting') then t.node end,
                epoch = t.epoch + case when t.state in ('running', 'restarting') and t.node is not null
                    then 0 else 1 end,
                max_tries = reset.max_tries, job_id = null,
                due_at = null, resumes = false, waits_for_past = false, queued_at = null, started_at = null, ended_at = null, progress_done = 0,
                progress_expected = 0, progress_bytes = 0, resumed_done = 0, resumed_bytes = 0, reason = ''
            from unnest(?, ?) as reset (id, max_tries)
            where t.id = reset.id
            """;

    /**
     * Makes instances wait again; attempts that are under way are fenced off. One that runs on a node is restarting until
     * that node says that it is off: two attempts of an instance never run beside each other. The instances must be locked.
     *
     * @param maxTries for each instance, those that it has used included
     */
    public static void reset(Connection connection, List<StoredInstance> instances, List<Integer> maxTries)
            throws SQLException {
        Sql.update(connection, RESET, instances.stream().map(StoredInstance::id).toList(), maxTries);
    }

    private static final String FORGET_TRIES =
            "update dagrunr.task_instance set max_tries = max_tries - try_number, try_number = 0 where id = any (?)";

    /** Lets the next try of instances be their first. */
    public static void forgetTries(Connection connection, List<Long> instances) throws SQLException {
        Sql.update(connection, FORGET_TRIES, (Object) instances);
    }

    private static final String SET_TRIES = """
            update dagrunr.task_instance
            set max_tries = ?
            where run = ? and task_id = ? and (map_index = ? or ?)
              and state not in ('success', 'failed', 'skipped', 'upstream_failed', 'removed')
            """;

    /**
     * Changes how often instances of a task may be tried that have not ended.
     *
     * @param mapIndex empty for all instances
     * @return how many were changed
     */
    public static int setTries(Connection connection, long run, String taskId, Optional<Integer> mapIndex, int tries)
            throws SQLException {
        return Sql.update(connection, SET_TRIES, tries, run, taskId, mapIndex.orElse(-1), mapIndex.isEmpty());
    }

    private static final String SKIPPED_FOR =
            "select id from dagrunr.task_instance where run = ? and state = 'skipped' and reason = ? and reason <> ''";

    /** The instances of a run that were skipped for this reason; none for an empty one. */
    public static List<Long> skippedFor(Connection connection, long run, String reason) throws SQLException {
        return Sql.query(connection, SKIPPED_FOR, row -> row.getLong(1), run, reason);
    }

    private static final String RESTART = """
            update dagrunr.task_instance
            set state = 'none', epoch = epoch + 1, node = null
            where id = ? and state = 'restarting' and epoch = ? and node = ?
            """;

    /** Makes an instance wait again whose old attempt is off. */
    public static boolean restart(Connection connection, StoredInstance old) throws SQLException {
        return Sql.update(connection, RESTART, old.id(), old.epoch(), old.node()) == 1;
    }
}
