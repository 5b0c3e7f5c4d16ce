package dev.dagrunr.engine.internal.store;

import dev.dagrunr.dag.internal.decision.PastRule;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Runs of a DAG in the order of their logical dates, and the instances that one of them holds back for another. */
public final class PastStore {
    private PastStore() {}

    private static final String HOLD = """
            update dagrunr.task_instance
            set waits_for_past = true
            where run = ? and task_id = ? and state = 'scheduled'
            """;

    /** Holds the scheduled instances of a task until {@link #release}. */
    public static void hold(Connection connection, long run, String taskId) throws SQLException {
        Sql.update(connection, HOLD, run, taskId);
    }

    private static final String HELD =
            "select distinct task_id from dagrunr.task_instance where run = ? and waits_for_past and state = 'scheduled'";

    /** Ids of the tasks whose instances are held. */
    public static List<String> held(Connection connection, long run) throws SQLException {
        return Sql.query(connection, HELD, row -> row.getString(1), run);
    }

    private static final String RELEASE =
            "update dagrunr.task_instance set waits_for_past = false where run = ? and task_id = ? and waits_for_past";

    public static void release(Connection connection, long run, String taskId) throws SQLException {
        Sql.update(connection, RELEASE, run, taskId);
    }

    // by the index of the unique logical dates
    private static final String PREVIOUS = """
            select p.id
            from dagrunr.dag_run r
            join dagrunr.dag_run p on p.dag_id = r.dag_id and p.logical_date < r.logical_date
            where r.id = ? and (p.run_type <> 'manual' or not ?)
            order by p.logical_date desc
            limit 1
            """;

    /**
     * The run before; empty for the first of all, the first of a backfill, and one without a logical date.
     *
     * @param scheduledOnly whether runs that were triggered by hand do not count
     */
    public static Optional<Long> previous(Connection connection, long run, boolean scheduledOnly) throws SQLException {
        return Sql.first(connection, PREVIOUS, row -> row.getLong(1), run, scheduledOnly);
    }

    private static final String HOLDING = """
            select n.id
            from dagrunr.dag_run p
            join dagrunr.dag_run n on n.dag_id = p.dag_id and n.logical_date > p.logical_date
            where p.id = ? and n.state = 'running'
              and exists (select 1 from dagrunr.task_instance t where t.run = n.id and t.waits_for_past)
            order by n.logical_date
            """;

    /** Later runs of the same DAG in which instances are held, in the order in which runs are locked. */
    public static List<Long> laterHolding(Connection connection, long run) throws SQLException {
        return Sql.query(connection, HOLDING, row -> row.getLong(1), run);
    }

    private static final String ALL_HOLDING = """
            select id
            from dagrunr.dag_run r
            where state = 'running'
              and exists (select 1 from dagrunr.task_instance t where t.run = r.id and t.waits_for_past)
            order by logical_date
            """;

    public static List<Long> holding(Connection connection) throws SQLException {
        return Sql.query(connection, ALL_HOLDING, row -> row.getLong(1));
    }

    private static final String BEFORE = """
            select count(*) filter (where t.task_id = ?) as instances,
                count(*) filter (where t.task_id = ? and t.state not in ('success', 'skipped')) as unsuccessful,
                count(*) filter (where t.task_id <> ? and t.state not in ('success', 'skipped')) as next_unsuccessful
            from dagrunr.task_instance t
            where t.run = ? and t.task_id = any (?) and t.state <> 'removed'
            """;

    private static final String KNOWN_BEFORE = """
            select 1
            from dagrunr.dag_run r
            join dagrunr.dag_run p on p.dag_id = r.dag_id and p.logical_date < r.logical_date
            join dagrunr.task_instance t on t.run = p.id
            where r.id = ? and t.task_id = ?
            limit 1
            """;

    /** @param with the task, and those directly after it */
    public static PastRule.Before before(
            Connection connection, long previous, long run, String taskId, List<String> with) throws SQLException {
        boolean known =
                Sql.first(connection, KNOWN_BEFORE, row -> 1, run, taskId).isPresent();
        return Sql.first(
                        connection,
                        BEFORE,
                        row -> new PastRule.Before(
                                row.getInt("instances"),
                                row.getInt("unsuccessful"),
                                row.getInt("next_unsuccessful"),
                                known),
                        taskId,
                        taskId,
                        taskId,
                        previous,
                        with)
                .orElseThrow();
    }
}
