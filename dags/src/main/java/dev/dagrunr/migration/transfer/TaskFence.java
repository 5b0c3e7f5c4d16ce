package dev.dagrunr.migration.transfer;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Keeps older attempts of a task off a target: of two attempts at the same task of the same run, the one with the lower
 * epoch commits nothing any more once the other has raised the fence. As for partitions, the newer attempt ends the
 * session of the older one, and a row in {@code dagrunr_transfer} refuses what that session might still do. The row goes
 * with {@link Transfer#forget}. Immutable; the session is the caller's.
 */
public final class TaskFence {
    private final PartitionLock lock;
    private final String task;
    private final Attempt attempt;
    private final boolean shared;

    private TaskFence(String task, Attempt attempt, boolean shared) {
        this.lock = PartitionLock.ofTask(task, attempt);
        this.task = task;
        this.attempt = attempt;
        this.shared = shared;
    }

    /**
     * Raises the fence to this attempt's epoch, for a session that is in no transaction. Ends the session of an older
     * attempt, in whatever statement it is.
     *
     * @throws TransferException with {@link TransferErrorCode#FENCED_OFF} when a newer attempt was here
     */
    public static TaskFence raise(Connection session, String task, Attempt attempt) {
        var fence = new TaskFence(task, attempt, false);
        try {
            fence.refuseWhenOvertaken(session);
            fence.lock.seize(session);
            fence.register(session);
            return fence;
        } catch (SQLException e) {
            throw Failure.of(Side.TARGET, "Task " + task + " could not begin", e);
        }
    }

    /**
     * For an attempt that works in several sessions: the one that has raised the fence lets others {@link #join}.
     *
     * @return the fence for all of them
     */
    public TaskFence share(Connection session) throws SQLException {
        lock.share(session);
        return new TaskFence(task, attempt, true);
    }

    /**
     * Puts a further session behind the shared fence; a newer attempt ends it together with the others.
     *
     * @throws TransferException with {@link TransferErrorCode#FENCED_OFF} when a newer attempt is about to
     */
    public void join(Connection session) throws SQLException {
        if (!lock.tryShare(session)) {
            throw overtaken();
        }
    }

    /** The advisory lock that all sessions of all attempts at a task have, as {@code pg_locks} knows it. */
    public static long lockKey(String task, Attempt attempt) {
        return PartitionLock.ofTask(task, attempt).key();
    }

    /**
     * Called first in each transaction of the task: until it ends, a newer attempt cannot pass.
     *
     * @throws TransferException with {@link TransferErrorCode#FENCED_OFF} when a newer attempt has begun
     */
    public void hold(Connection session) throws SQLException {
        var sql = """
                select from dagrunr_transfer.fence
                 where run_id = ? and task = ? and epoch = ?
                   for share
                """;
        try (var statement = session.prepareStatement(sql)) {
            statement.setString(1, attempt.runId());
            statement.setString(2, task);
            statement.setLong(3, attempt.epoch());
            try (var result = statement.executeQuery()) {
                if (!result.next()) {
                    throw overtaken();
                }
            }
        }
    }

    /** Removes the checkpoints of the run, in a transaction of its own: its rows are about to go. */
    public void forgetTransfers(Connection session) throws SQLException {
        session.setAutoCommit(false);
        try {
            CheckpointSchema.ensure(session);
            hold(session);
            CheckpointSchema.forgetTransfers(session, attempt.runId());
            session.commit();
        } finally {
            if (!session.isClosed()) {
                session.rollback();
                session.setAutoCommit(true);
            }
        }
    }

    /** Lets the session be used by others. */
    public void release(Connection session) throws SQLException {
        if (shared) {
            lock.releaseShared(session);
        } else {
            lock.release(session);
        }
    }

    private void refuseWhenOvertaken(Connection session) throws SQLException {
        session.setAutoCommit(false);
        try {
            CheckpointSchema.ensure(session);
            session.commit();
            var sql = "select from dagrunr_transfer.fence where run_id = ? and task = ? and epoch > ?";
            try (var statement = session.prepareStatement(sql)) {
                statement.setString(1, attempt.runId());
                statement.setString(2, task);
                statement.setLong(3, attempt.epoch());
                try (var result = statement.executeQuery()) {
                    if (result.next()) {
                        throw overtaken();
                    }
                }
            }
        } finally {
            if (!session.isClosed()) {
                session.rollback();
                session.setAutoCommit(true);
            }
        }
    }

    private void register(Connection session) throws SQLException {
        session.setAutoCommit(false);
        try {
            CheckpointSchema.ensure(session);
            var sql = """
                    insert into dagrunr_transfer.fence as f (run_id, task, epoch)
                    values (?, ?, ?)
                        on conflict (run_id, task) do update set epoch = excluded.epoch
                     where f.epoch <= excluded.epoch
                    """;
            try (var statement = session.prepareStatement(sql)) {
                statement.setString(1, attempt.runId());
                statement.setString(2, task);
                statement.setLong(3, attempt.epoch());
                if (statement.executeUpdate() == 0) {
                    throw overtaken();
                }
            }
            session.commit();
        } finally {
            if (!session.isClosed()) {
                session.rollback();
                session.setAutoCommit(true);
            }
        }
    }

    private TransferException overtaken() {
        return new TransferException(
                TransferErrorCode.FENCED_OFF,
                "A newer attempt at task " + task + " has taken over; this one, with epoch " + attempt.epoch()
                        + ", changes nothing any more.");
    }
}
