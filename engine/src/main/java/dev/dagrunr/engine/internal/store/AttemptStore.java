package dev.dagrunr.engine.internal.store;

import dev.dagrunr.dag.TaskState;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Table {@code task_instance} as attempts see it: how each becomes a node's, and how it leaves the node again. */
public final class AttemptStore {
    private AttemptStore() {}

    /**
     * An attempt that this node has from now on.
     *
     * @param runStartedAt when its run started; another time than before when the run was started again
     * @param element of the list that its task is expanded over, where it was read with the claim
     */
    public record Claimed(StoredInstance instance, Instant runStartedAt, Optional<String> element) {
        public Claimed withElement(@Nullable String json) {
            return new Claimed(instance, runStartedAt, Optional.ofNullable(json));
        }
    }

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
    // stand
    // in subqueries, "offset 0" stands after each row, and the state is not compared as it is, so that rows are found
    // by
    // their ids: an index of those that are queued holds all that were, until the next vacuum
    private static final String CLAIM_FREE =
            """
            with free as (
                select t.id, r.started_at as run_started_at
                from unnest((select ?), (select ?)) as wanted (id, epoch)
                cross join lateral (
                    select id, run
                    from dagrunr.task_instance
                    where id = wanted.id and epoch = wanted.epoch and state || '' = 'queued'
                    offset 0
                    for update skip locked
                ) t
                join dagrunr.dag_run r on r.id = t.run
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
                Sql.optionalInstant(row, "run_started_at").orElseThrow(),
                Optional.empty());
    }

    /** How an attempt leaves the state running. */
    public record Leaving(TaskState state, Optional<Instant> endedAt, Optional<Instant> dueAt, String reason) {}

    private static final String LEAVE_RUNNING = """
            update dagrunr.task_instance
            set state = ?, ended_at = ?, due_at = ?, reason = ?, node = null, job_id = null
            where id = ? and state = 'running' and epoch = ? and node = ?
            """;

    /**
     * For an attempt that does not end with it, since its try goes on.
     *
     * @return false when the attempt was fenced off: then it must change nothing else either
     */
    public static boolean leaveRunning(Connection connection, StoredInstance attempt, Leaving leaving)
            throws SQLException {
        return Sql.update(
                        connection,
                        LEAVE_RUNNING,
                        leaving.state().wireName(),
                        leaving.endedAt().orElse(null),
                        leaving.dueAt().orElse(null),
                        leaving.reason(),
                        attempt.id(),
                        attempt.epoch(),
                        attempt.node())
                == 1;
    }
}
