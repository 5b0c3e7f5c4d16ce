package dev.dagrunr.engine.internal.store;

import dev.dagrunr.dag.TaskState;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Table {@code task_instance} as attempts see it: how each becomes a node's, and how it leaves the node again. */
public final class AttemptStore {
    private AttemptStore() {}

    /**
     * An attempt that this node has from now on.
     *
     * @param runStartedAt when its run started; another time than before when the run was started again
     */
    public record Claimed(StoredInstance instance, Instant runStartedAt) {}

    private static final String CLAIM =
            """
            update dagrunr.task_instance t
            set state = 'running', node = ?, started_at = ?
            from dagrunr.dag_run r
            where t.id = ? and t.state = 'queued' and t.epoch = ? and r.id = t.run
            returning
            """ + InstanceStore.COLUMNS + ", r.started_at as run_started_at, " + Database.END_WHEN_IDLE;

    /** {@code queued → running} for one attempt; empty when somebody else has it or it was fenced off. */
    public static Optional<Claimed> claim(Connection connection, InstanceStore.Running attempt, UUID node, Instant now)
            throws SQLException {
        return Sql.first(connection, CLAIM, AttemptStore::claimed, node, now, attempt.id(), attempt.epoch());
    }

    // never waits for a row: who holds one now may wait for the job of it, which the caller has locked. The arrays
    // stand in
    // subqueries, and the state is not compared as it is, so that rows are found by their ids: an index of those that
    // are
    // queued holds all that were, until the next vacuum
    private static final String CLAIM_FREE =
            """
            with free as (
                select t.id, r.started_at as run_started_at
                from unnest((select ?), (select ?)) as wanted (id, epoch)
                join dagrunr.task_instance t on t.id = wanted.id and t.epoch = wanted.epoch
                join dagrunr.dag_run r on r.id = t.run
                where t.state || '' = 'queued'
                for update of t skip locked
            )
            update dagrunr.task_instance t
            set state = 'running', node = ?, started_at = ?
            from free
            where t.id = free.id
            returning
            """ + InstanceStore.COLUMNS + ", free.run_started_at, " + Database.END_WHEN_IDLE;

    /** As {@link #claim} for several; those that somebody else has locked are left out, too. */
    public static List<Claimed> claimFree(
            Connection connection, List<InstanceStore.Running> attempts, UUID node, Instant now) throws SQLException {
        return Sql.query(
                connection,
                CLAIM_FREE,
                AttemptStore::claimed,
                attempts.stream().map(InstanceStore.Running::id).toList(),
                attempts.stream().map(InstanceStore.Running::epoch).toList(),
                node,
                now);
    }

    private static Claimed claimed(ResultSet row) throws SQLException {
        return new Claimed(
                InstanceStore.stored(row),
                Sql.optionalInstant(row, "run_started_at").orElseThrow());
    }

    /** How an attempt leaves the state running. */
    public record Leaving(TaskState state, Optional<Instant> endedAt, Optional<Instant> dueAt, String reason) {}

    /** Which attempt, as it was claimed, and how it leaves. */
    public record Departure(StoredInstance attempt, Leaving leaving) {}

    // the arrays stand in subqueries so that their lengths are not planned with, which would be done anew each time;
    // and the
    // node is compared as a text so that rows are found by their ids
    private static final String LEAVE_RUNNING = """
            update dagrunr.task_instance t
            set state = left_by.state, ended_at = left_by.ended_at::timestamptz, due_at = left_by.due_at::timestamptz,
                reason = left_by.reason, node = null, job_id = null
            from unnest((select ?), (select ?), (select ?), (select ?), (select ?), (select ?), (select ?))
                as left_by (id, epoch, node, state, ended_at, due_at, reason)
            where t.id = left_by.id and t.state = 'running' and t.epoch = left_by.epoch and t.node::text = left_by.node
            returning t.id, t.epoch
            """;

    /** @return those that left; the others were fenced off, and must change nothing else either */
    public static Set<InstanceStore.Running> leaveRunning(Connection connection, List<Departure> departures)
            throws SQLException {
        var attempts = departures.stream().map(Departure::attempt).toList();
        var leaving = departures.stream().map(Departure::leaving).toList();
        return Set.copyOf(Sql.query(
                connection,
                LEAVE_RUNNING,
                row -> new InstanceStore.Running(row.getLong(1), row.getInt(2)),
                attempts.stream().map(StoredInstance::id).toList(),
                attempts.stream().map(StoredInstance::epoch).toList(),
                attempts.stream().map(attempt -> Sql.text(attempt.node())).toList(),
                leaving.stream().map(end -> end.state().wireName()).toList(),
                leaving.stream()
                        .map(end -> Sql.text(end.endedAt().orElse(null)))
                        .toList(),
                leaving.stream().map(end -> Sql.text(end.dueAt().orElse(null))).toList(),
                leaving.stream().map(Leaving::reason).toList()));
    }

    /** @return false when the attempt was fenced off: then it must change nothing else either */
    public static boolean leaveRunning(Connection connection, StoredInstance attempt, Leaving leaving)
            throws SQLException {
        return !leaveRunning(connection, List.of(new Departure(attempt, leaving)))
                .isEmpty();
    }

    private static final String LEAVE_WAITING = """
            update dagrunr.task_instance
            set state = ?, ended_at = ?, due_at = ?, reason = ?
            where id = ? and state = 'up_for_reschedule' and epoch = ?
            """;

    /** As {@link #leaveRunning}, for an instance that waits without a worker. */
    public static boolean leaveWaiting(Connection connection, StoredInstance waiting, Leaving leaving)
            throws SQLException {
        return Sql.update(
                        connection,
                        LEAVE_WAITING,
                        leaving.state().wireName(),
                        leaving.endedAt().orElse(null),
                        leaving.dueAt().orElse(null),
                        leaving.reason(),
                        waiting.id(),
                        waiting.epoch())
                == 1;
    }
}
