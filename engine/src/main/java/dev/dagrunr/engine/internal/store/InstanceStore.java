package dev.dagrunr.engine.internal.store;

import dev.dagrunr.dag.TaskState;
import dev.dagrunr.dag.internal.model.Task;
import dev.dagrunr.engine.TaskInstanceInfo;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

/** Table {@code task_instance}. States move by compare-and-set; the number of rows changed is the answer. */
public final class InstanceStore {
    private static final String COLUMNS =
            "t.id, t.run, t.task_id, t.map_index, t.label, t.state, t.try_number, t.max_tries, t.epoch, t.job_id, t.started_at";

    private InstanceStore() {}

    private static final String INSERT =
            """
            insert into dagrunr.task_instance (run, task_id, map_index, state, max_tries, priority)
            select ?, task.id, -1, 'none', task.max_tries, task.priority
            from unnest(?, ?, ?) as task (id, max_tries, priority)
            """;

    /** One waiting instance for each task of a new run. */
    public static void insert(Connection connection, long run, Collection<Task> tasks) throws SQLException {
        Sql.update(
                connection,
                INSERT,
                run,
                tasks.stream().map(Task::id).toList(),
                tasks.stream().map(task -> task.options().retries().retries() + 1).toList(),
                tasks.stream().map(task -> task.options().priorityWeight()).toList());
    }

    private static final String FIRST_OF_EXPANSION =
            """
            update dagrunr.task_instance
            set map_index = 0, label = ?
            where run = ? and task_id = ? and map_index = -1
            """;

    // an index that an earlier expansion had, and that was removed since, comes back
    private static final String REST_OF_EXPANSION =
            """
            insert into dagrunr.task_instance (run, task_id, map_index, label, state, max_tries, priority)
            select ?, ?, element.map_index, element.label, 'none', ?, ?
            from unnest(?, ?) as element (map_index, label)
            on conflict (run, task_id, map_index) do update
            set state = 'none', label = excluded.label, ended_at = null, reason = ''
            """;

    private static final String DROP_UNEXPANDED =
            "delete from dagrunr.task_instance where run = ? and task_id = ? and map_index = -1";

    private static final String HAS_FIRST =
            "select 1 from dagrunr.task_instance where run = ? and task_id = ? and map_index = 0";

    /** Replaces the unexpanded instance of a mapped task by one waiting instance for each label. */
    public static void expand(Connection connection, long run, Task task, List<String> labels) throws SQLException {
        int from = 0;
        if (Sql.first(connection, HAS_FIRST, row -> 1, run, task.id()).isPresent()) {
            Sql.update(connection, DROP_UNEXPANDED, run, task.id());
        } else {
            Sql.update(connection, FIRST_OF_EXPANSION, labels.get(0), run, task.id());
            from = 1;
        }
        if (from < labels.size()) {
            Sql.update(
                    connection,
                    REST_OF_EXPANSION,
                    run,
                    task.id(),
                    task.options().retries().retries() + 1,
                    task.options().priorityWeight(),
                    IntStream.range(from, labels.size()).boxed().toList(),
                    labels.subList(from, labels.size()));
        }
    }

    private static final String SCHEDULE =
            "update dagrunr.task_instance set state = 'scheduled' where run = ? and task_id = ? and state = 'none'";

    public static void schedule(Connection connection, long run, String taskId) throws SQLException {
        Sql.update(connection, SCHEDULE, run, taskId);
    }

    private static final String SETTLE =
            """
            update dagrunr.task_instance
            set state = ?, ended_at = ?
            where run = ? and task_id = ? and state = 'none'
            """;

    /** Ends the waiting instances of a task without running them. */
    public static void settle(Connection connection, long run, String taskId, TaskState state, Instant now)
            throws SQLException {
        Sql.update(connection, SETTLE, state.wireName(), now, run, taskId);
    }

    // in the order in which the instances became due: the index task_instance_scheduled
    private static final String QUEUE_SCHEDULED =
            """
            with next as (
                select id
                from dagrunr.task_instance
                where run = ? and state = 'scheduled'
                order by priority desc, id
                limit ?
            )
            update dagrunr.task_instance t
            set state = 'queued', epoch = t.epoch + 1, try_number = t.try_number + 1, job_id = gen_random_uuid(),
                queued_at = ?, started_at = null, ended_at = null, node = null, reason = '',
                progress_done = 0, progress_expected = 0
            from next
            where t.id = next.id
            returning
            """
                    + COLUMNS;

    /** Queues the first scheduled instances of a run as new tries, each with a new epoch and job id. */
    public static List<StoredInstance> queueScheduled(Connection connection, long run, int limit, Instant now)
            throws SQLException {
        return Sql.query(connection, QUEUE_SCHEDULED, InstanceStore::stored, run, limit, now);
    }

    private static final String CLAIM =
            """
            update dagrunr.task_instance t
            set state = 'running', node = ?, started_at = ?
            where t.id = ? and t.state = 'queued' and t.epoch = ?
            returning
            """
                    + COLUMNS;

    /** {@code queued → running} for one attempt; empty when somebody else has it or it was fenced off. */
    public static Optional<StoredInstance> claim(Connection connection, long id, int epoch, UUID node, Instant now)
            throws SQLException {
        return Sql.first(connection, CLAIM, InstanceStore::stored, node, now, id, epoch);
    }

    private static final String LEAVE_RUNNING =
            """
            update dagrunr.task_instance
            set state = ?, ended_at = ?, due_at = ?, reason = ?, node = null, job_id = null
            where id = ? and state = 'running' and epoch = ? and node = ?
            """;

    /** How an attempt leaves the state running. */
    public record Leaving(TaskState state, Optional<Instant> endedAt, Optional<Instant> dueAt, String reason) {}

    /** @return false when the attempt was fenced off: then it must change nothing else either */
    public static boolean leaveRunning(Connection connection, long id, int epoch, UUID node, Leaving leaving)
            throws SQLException {
        return Sql.update(
                        connection,
                        LEAVE_RUNNING,
                        leaving.state().wireName(),
                        leaving.endedAt().orElse(null),
                        leaving.dueAt().orElse(null),
                        leaving.reason(),
                        id,
                        epoch,
                        node)
                == 1;
    }

    private static final String LEAVE_WAITING =
            """
            update dagrunr.task_instance
            set state = ?, ended_at = ?, due_at = ?, reason = ?
            where id = ? and state = 'up_for_reschedule' and epoch = ?
            """;

    /** As {@link #leaveRunning}, for an instance that waits without a worker. */
    public static boolean leaveWaiting(Connection connection, long id, int epoch, Leaving leaving)
            throws SQLException {
        return Sql.update(
                        connection,
                        LEAVE_WAITING,
                        leaving.state().wireName(),
                        leaving.endedAt().orElse(null),
                        leaving.dueAt().orElse(null),
                        leaving.reason(),
                        id,
                        epoch)
                == 1;
    }

    private static final String MOVE =
            """
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
        boolean attemptAbroad = from.state() == TaskState.QUEUED || from.state() == TaskState.RUNNING;
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

    private static final String RESET =
            """
            update dagrunr.task_instance
            set state = 'none', epoch = epoch + 1, max_tries = ?, node = null, job_id = null, due_at = null,
                queued_at = null, started_at = null, ended_at = null, progress_done = 0, progress_expected = 0,
                reason = ''
            where id = ?
            """;

    /** Makes an instance wait again; an attempt that is under way is fenced off. The run must be locked. */
    public static void reset(Connection connection, StoredInstance instance, int maxTries) throws SQLException {
        Sql.update(connection, RESET, maxTries, instance.id());
    }

    private static final String REMOVE_EXPANSION =
            """
            update dagrunr.task_instance
            set state = 'removed'
            where run = ? and task_id = ? and map_index >= 0
            """;

    private static final String INSERT_UNEXPANDED =
            """
            insert into dagrunr.task_instance (run, task_id, map_index, state, max_tries, priority)
            values (?, ?, -1, 'none', ?, ?)
            on conflict (run, task_id, map_index) do nothing
            """;

    /** Takes a mapped task's instances away until it is expanded again. */
    public static void unexpand(Connection connection, long run, Task task) throws SQLException {
        Sql.update(connection, REMOVE_EXPANSION, run, task.id());
        Sql.update(
                connection,
                INSERT_UNEXPANDED,
                run,
                task.id(),
                task.options().retries().retries() + 1,
                task.options().priorityWeight());
    }

    private static final String REQUEUE =
            """
            update dagrunr.task_instance t
            set state = 'queued', epoch = t.epoch + 1, job_id = gen_random_uuid(), queued_at = ?, node = null,
                started_at = null, progress_done = 0, progress_expected = 0
            where t.id = ? and t.state = ? and t.epoch = ?
            returning
            """
                    + COLUMNS;

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

    private static final String OF_RUN =
            "select " + COLUMNS + " from dagrunr.task_instance t where t.run = ? order by t.id";

    public static List<StoredInstance> ofRun(Connection connection, long run) throws SQLException {
        return Sql.query(connection, OF_RUN, InstanceStore::stored, run);
    }

    private static final String ON_LOST_NODES =
            """
            select
            """
                    + COLUMNS
                    + """

            from dagrunr.task_instance t
            where t.state = 'running'
              and not exists (select 1 from dagrunr.node n where n.id = t.node and n.lease_until >= clock_timestamp())
            """;

    /** Running instances whose node has no valid lease. */
    public static List<StoredInstance> onLostNodes(Connection connection) throws SQLException {
        return Sql.query(connection, ON_LOST_NODES, InstanceStore::stored);
    }

    private static final String QUEUED_BEFORE =
            """
            select
            """
                    + COLUMNS
                    + """

            from dagrunr.task_instance t
            where t.state = 'queued' and t.queued_at < ?
            """;

    public static List<StoredInstance> queuedBefore(Connection connection, Instant time) throws SQLException {
        return Sql.query(connection, QUEUED_BEFORE, InstanceStore::stored, time);
    }

    private static final String DUE =
            """
            select
            """
                    + COLUMNS
                    + """

            from dagrunr.task_instance t
            where t.due_at <= ? and t.state = 'up_for_retry'
            """;

    /** Instances whose retry delay is over. */
    public static List<StoredInstance> due(Connection connection, Instant now) throws SQLException {
        return Sql.query(connection, DUE, InstanceStore::stored, now);
    }

    private static final String STILL_OURS =
            "select id, epoch from dagrunr.task_instance where node = ? and state = 'running'";

    /** An attempt by its instance and epoch. */
    public record Running(long id, int epoch) {}

    /** The attempts that the store believes to run on a node. */
    public static List<Running> runningOn(Connection connection, UUID node) throws SQLException {
        return Sql.query(connection, STILL_OURS, row -> new Running(row.getLong(1), row.getInt(2)), node);
    }

    private static final String PROGRESS =
            """
            update dagrunr.task_instance t
            set progress_done = p.done, progress_expected = p.expected
            from unnest(?, ?, ?, ?) as p (id, epoch, done, expected)
            where t.id = p.id and t.epoch = p.epoch and t.state = 'running'
            """;

    /** How far an attempt is. */
    public record Progress(long id, int epoch, long done, long expected) {}

    public static void saveProgress(Connection connection, List<Progress> progress) throws SQLException {
        if (!progress.isEmpty()) {
            Sql.update(
                    connection,
                    PROGRESS,
                    progress.stream().map(Progress::id).toList(),
                    progress.stream().map(Progress::epoch).toList(),
                    progress.stream().map(Progress::done).toList(),
                    progress.stream().map(Progress::expected).toList());
        }
    }

    private static final String INFO =
            """
            select t.id, t.task_id, t.map_index, t.label, t.state, t.try_number, t.epoch, n.name as node_name,
                t.started_at, t.ended_at, t.progress_done, t.progress_expected, t.reason
            from dagrunr.task_instance t
            left join dagrunr.node n on n.id = t.node
            where t.run = ?
            """;

    private static final String INFO_OF_RUN = INFO + "order by t.id";

    /** In the order of the tasks' declaration and of their map indexes. */
    public static List<TaskInstanceInfo> info(Connection connection, long run) throws SQLException {
        return Sql.query(connection, INFO_OF_RUN, InstanceStore::info, run);
    }

    private static final String INFO_OF_TASK = INFO + "and t.task_id = ? and t.state <> 'removed' order by t.map_index";

    /** The instances of one task, by map index, without those that were removed. */
    public static List<TaskInstanceInfo> info(Connection connection, long run, String taskId) throws SQLException {
        return Sql.query(connection, INFO_OF_TASK, InstanceStore::info, run, taskId);
    }

    private static TaskInstanceInfo info(ResultSet row) throws SQLException {
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
                row.getString("reason"));
    }

    private static StoredInstance stored(ResultSet row) throws SQLException {
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
                Sql.instant(row, "started_at"));
    }
}
