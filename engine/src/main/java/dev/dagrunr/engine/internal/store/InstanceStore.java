package dev.dagrunr.engine.internal.store;

import dev.dagrunr.dag.TaskState;
import dev.dagrunr.dag.internal.decision.Span;
import dev.dagrunr.dag.internal.decision.Transition;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Table {@code task_instance}. States move by compare-and-set; the number of rows changed is the answer. */
public final class InstanceStore {
    static final String COLUMNS =
            "t.id, t.run, t.task_id, t.map_index, t.label, t.state, t.try_number, t.max_tries, t.epoch, "
                    + "t.job_id, t.node, t.queued_at, t.started_at";

    private InstanceStore() {}

    private static List<Integer> firsts(List<Span> spans) {
        return spans.stream().map(Span::first).toList();
    }

    private static List<Integer> lasts(List<Span> spans) {
        return spans.stream().map(Span::last).toList();
    }

    private static final String SETTLE = """
            update dagrunr.task_instance t
            set state = ?, ended_at = ?, reason = ?, try_number = try_number + ?
            from unnest(?, ?) as span (first, last)
            where t.run = ? and t.task_id = ? and t.map_index between span.first and span.last and t.state = 'none'
            """;

    /** Ends the waiting instances of a task without running them. */
    public static void settle(Connection connection, long run, Transition.Settle end, Instant now) throws SQLException {
        Sql.update(
                connection,
                SETTLE,
                end.state().wireName(),
                now,
                end.reason(),
                // an empty task has been tried, one that is skipped has not
                end.state() == TaskState.SUCCESS ? 1 : 0,
                firsts(end.instances()),
                lasts(end.instances()),
                run,
                end.taskId());
    }

    private static final String MOVE = """
            update dagrunr.task_instance
            set state = ?, ended_at = ?, due_at = null, reason = ?, node = null, job_id = null, epoch = epoch + ?
            where id = ? and state = ? and epoch = ?
            """;

    /**
     * Moves an instance from the state and epoch it was read with. An attempt that is queued or running is fenced off by a
     * new epoch.
     */
    public static boolean move(
            Connection connection, StoredInstance from, TaskState to, Optional<Instant> endedAt, String reason)
            throws SQLException {
        boolean attemptAbroad = from.state() == TaskState.QUEUED
                || from.state() == TaskState.RUNNING
                || from.state() == TaskState.RESTARTING;
        return Sql.update(
                        connection,
                        MOVE,
                        to.wireName(),
                        endedAt.orElse(null),
                        reason,
                        attemptAbroad ? 1 : 0,
                        from.id(),
                        from.state().wireName(),
                        from.epoch())
                == 1;
    }

    private static final String RESUME = """
            update dagrunr.task_instance
            set state = 'scheduled', due_at = null, resumes = true
            where id = ? and state = 'up_for_reschedule' and epoch = ?
            """;

    /** Lets an instance that waits without slots queue up for them again; its try goes on. */
    public static boolean resume(Connection connection, StoredInstance waiting) throws SQLException {
        return Sql.update(connection, RESUME, waiting.id(), waiting.epoch()) == 1;
    }

    private static final String DUE_AT = "select due_at from dagrunr.task_instance where id = ? and due_at is not null";

    /** When an instance that waits goes on by itself. */
    public static Optional<Instant> dueAt(Connection connection, long id) throws SQLException {
        return Sql.first(
                connection, DUE_AT, row -> Sql.optionalInstant(row, "due_at").orElseThrow(), id);
    }

    private static final String REASON = "select reason from dagrunr.task_instance where id = ?";

    /** Why an instance is in its state, for people; may be empty. */
    public static String reason(Connection connection, long id) throws SQLException {
        return Sql.first(connection, REASON, row -> row.getString("reason"), id).orElse("");
    }

    private static final String OF_INDEX =
            "select " + COLUMNS + " from dagrunr.task_instance t where t.run = ? and t.task_id = ? and t.map_index = ?";

    public static Optional<StoredInstance> find(Connection connection, long run, String taskId, int mapIndex)
            throws SQLException {
        return Sql.first(connection, OF_INDEX, InstanceStore::stored, run, taskId, mapIndex);
    }

    private static final String REQUEUE = """
            update dagrunr.task_instance t
            set state = 'queued', epoch = t.epoch + 1, job_id = gen_random_uuid(), queued_at = ?, node = null,
                due_at = null, started_at = null, progress_done = 0, progress_expected = 0,
                progress_bytes = 0, resumed_done = 0, resumed_bytes = 0
            where t.id = ? and t.state = ? and t.epoch = ?
            returning
            """ + COLUMNS;

    /** Queues the same try again, for another node, with a new epoch that fences off the attempt which was lost. */
    public static Optional<StoredInstance> requeue(Connection connection, StoredInstance lost, Instant now)
            throws SQLException {
        return Sql.first(
                connection,
                REQUEUE,
                InstanceStore::stored,
                now,
                lost.id(),
                lost.state().wireName(),
                lost.epoch());
    }

    private static final String FIND = "select " + COLUMNS + " from dagrunr.task_instance t where t.id = ?";

    public static Optional<StoredInstance> find(Connection connection, long id) throws SQLException {
        return Sql.first(connection, FIND, InstanceStore::stored, id);
    }

    private static final String LOCK = FIND + " for update";

    /** As {@link #find}; until the end of the transaction no worker can claim it. */
    public static Optional<StoredInstance> lock(Connection connection, long id) throws SQLException {
        return Sql.first(connection, LOCK, InstanceStore::stored, id);
    }

    private static final String OF_RUN =
            "select " + COLUMNS + " from dagrunr.task_instance t where t.run = ? order by t.id";

    public static List<StoredInstance> ofRun(Connection connection, long run) throws SQLException {
        return Sql.query(connection, OF_RUN, InstanceStore::stored, run);
    }

    private static final String LOCK_OF_RUN = OF_RUN + " for update";

    /** As {@link #ofRun}; until the end of the transaction no worker can claim one of them. */
    public static List<StoredInstance> lockOfRun(Connection connection, long run) throws SQLException {
        return Sql.query(connection, LOCK_OF_RUN, InstanceStore::stored, run);
    }

    private static final String LOCK_LIVE_OF_TASK = """
            select
            """ + COLUMNS + """

            from dagrunr.task_instance t
            where t.run = ? and t.task_id = ?
              and t.state in (
                  'scheduled', 'queued', 'running', 'restarting', 'up_for_retry', 'up_for_reschedule')
            order by t.id
            for update
            """;

    /** The instances of a task between scheduled and ended; until the end of the transaction no worker can claim them. */
    public static List<StoredInstance> lockLiveOfTask(Connection connection, long run, String taskId)
            throws SQLException {
        return Sql.query(connection, LOCK_LIVE_OF_TASK, InstanceStore::stored, run, taskId);
    }

    // no node can keep its lease while the server is down: after a start each has some seconds to report
    private static final String ON_LOST_NODES = """
            select
            """ + COLUMNS + """

            from dagrunr.task_instance t
            where t.state in ('running', 'restarting')
              and t.node is not null
              and not exists (
                  select 1
                  from dagrunr.node n
                  where n.id = t.node
                    and greatest(n.lease_until, pg_postmaster_start_time() + interval '5 seconds') >= clock_timestamp()
              )
            """;

    /** Instances that run, or that are to stop running, on a node without a valid lease. */
    public static List<StoredInstance> onLostNodes(Connection connection) throws SQLException {
        return Sql.query(connection, ON_LOST_NODES, InstanceStore::stored);
    }

    private static final String QUEUED_BEFORE = """
            select
            """ + COLUMNS + """

            from dagrunr.task_instance t
            where t.state = 'queued' and t.queued_at < ?
            """;

    public static List<StoredInstance> queuedBefore(Connection connection, Instant time) throws SQLException {
        return Sql.query(connection, QUEUED_BEFORE, InstanceStore::stored, time);
    }

    private static final String DUE = """
            select
            """ + COLUMNS + """

            from dagrunr.task_instance t
            where t.due_at <= ? and t.state in ('up_for_retry', 'up_for_reschedule', 'running')
            """;

    /** Instances whose delay is over: for the next try, or for the next look of one that waits. */
    public static List<StoredInstance> due(Connection connection, Instant now) throws SQLException {
        return Sql.query(connection, DUE, InstanceStore::stored, now);
    }

    /** An attempt by its instance and epoch. */
    public record Running(long id, int epoch) {}

    // never waits for a row while it holds others: what is locked now is just being ended, cleared or stopped
    private static final String PROGRESS = """
            with said as (
                select t.id, p.done, p.expected, p.bytes, p.resumed_done, p.resumed_bytes
                from unnest(?, ?, ?, ?, ?, ?, ?)
                    as p (id, epoch, done, expected, bytes, resumed_done, resumed_bytes)
                join dagrunr.task_instance t on t.id = p.id and t.epoch = p.epoch
                where t.state = 'running'
                for update of t skip locked
            )
            update dagrunr.task_instance t
            set progress_done = said.done, progress_expected = said.expected, progress_bytes = said.bytes,
                resumed_done = said.resumed_done, resumed_bytes = said.resumed_bytes
            from said
            where t.id = said.id
            """;

    /** How far an attempt is, and how far earlier attempts were. */
    public record Progress(
            long id, int epoch, long done, long expected, long bytes, long resumedDone, long resumedBytes) {}

    public static void saveProgress(Connection connection, List<Progress> progress) throws SQLException {
        if (!progress.isEmpty()) {
            Sql.update(
                    connection,
                    PROGRESS,
                    progress.stream().map(Progress::id).toList(),
                    progress.stream().map(Progress::epoch).toList(),
                    progress.stream().map(Progress::done).toList(),
                    progress.stream().map(Progress::expected).toList(),
                    progress.stream().map(Progress::bytes).toList(),
                    progress.stream().map(Progress::resumedDone).toList(),
                    progress.stream().map(Progress::resumedBytes).toList());
        }
    }

    static StoredInstance stored(ResultSet row) throws SQLException {
        return new StoredInstance(
                row.getLong("id"),
                row.getLong("run"),
                row.getString("task_id"),
                row.getInt("map_index"),
                row.getString("label"),
                TaskState.of(row.getString("state")),
                row.getInt("try_number"),
                row.getInt("max_tries"),
                row.getInt("epoch"),
                row.getObject("job_id", UUID.class),
                row.getObject("node", UUID.class),
                Sql.instant(row, "queued_at"),
                Sql.instant(row, "started_at"));
    }
}
