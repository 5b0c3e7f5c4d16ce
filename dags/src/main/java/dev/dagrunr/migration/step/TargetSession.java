package dev.dagrunr.migration.step;

import static java.util.Objects.requireNonNull;

import dev.dagrunr.dag.TaskContext;
import dev.dagrunr.migration.MigrationParams;
import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.migration.connection.SessionSettings;
import dev.dagrunr.migration.ddl.DdlExecutor;
import dev.dagrunr.migration.ddl.DdlStatement;
import dev.dagrunr.migration.transfer.TaskFence;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A session on the target that runs DDL for one task, and cancels what it runs when the task is to end. */
final class TargetSession implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TargetSession.class);
    private final Connections connections;
    private final String connectionId;
    private final Connection connection;
    private final TaskContext.Registration cancel;
    private final @Nullable TaskFence fence;
    private final DdlExecutor executor;

    private TargetSession(
            Connections connections,
            String connectionId,
            Connection connection,
            TaskContext.Registration cancel,
            @Nullable TaskFence fence,
            DdlExecutor executor) {
        this.connections = connections;
        this.connectionId = connectionId;
        this.connection = connection;
        this.cancel = cancel;
        this.fence = fence;
        this.executor = fence == null ? executor : executor.behind(fence::hold);
    }

    private static DdlExecutor executor(TaskContext<MigrationParams> context) {
        return new DdlExecutor(
                Duration.ofMinutes(1),
                Map.of("maintenance_work_mem", context.params().maintenanceWorkMem()));
    }

    static TargetSession open(Connections connections, TaskContext<MigrationParams> context) {
        var connectionId = context.params().targetConnId();
        var connection = connect(connections, context);
        return new TargetSession(
                connections,
                connectionId,
                connection,
                context.onCancel(() -> cancel(connection)),
                null,
                executor(context));
    }

    /**
     * For a task that must not go on beside a newer attempt at it, as one that removes something. One session an
     * attempt: a second one would end the first.
     */
    static TargetSession fenced(Connections connections, TaskContext<MigrationParams> context) {
        var connectionId = context.params().targetConnId();
        var connection = connect(connections, context);
        var cancel = context.onCancel(() -> cancel(connection));
        try {
            var fence = TaskFence.raise(connection, fenceName(context), TransferSteps.attempt(context));
            return new TargetSession(connections, connectionId, connection, cancel, fence, executor(context));
        } catch (RuntimeException e) {
            cancel.close();
            // it may hold the lock
            connections.discard(connectionId, connection);
            throw e;
        }
    }

    /** As {@link #fenced}, and the first of several sessions of one attempt: see {@link #beside}. */
    static TargetSession fencedFirst(Connections connections, TaskContext<MigrationParams> context)
            throws SQLException {
        var first = fenced(connections, context);
        try {
            return first.behind(requireNonNull(first.fence, "fence is null").share(first.connection));
        } catch (SQLException e) {
            first.discard();
            throw e;
        }
    }

    /**
     * One more session of the same attempt, behind the same fence. It comes from outside the pool, where it might wait for
     * a session while it keeps others from getting one.
     */
    TargetSession beside(TaskContext<MigrationParams> context) throws SQLException {
        var other = connections.openAlone(connectionId, settings(context));
        var session = new TargetSession(
                connections,
                connectionId,
                other,
                context.onCancel(() -> cancel(other)),
                requireNonNull(fence, "fence is null"),
                executor(context));
        try {
            fence.join(other);
            return session;
        } catch (SQLException | RuntimeException e) {
            session.discard();
            throw e;
        }
    }

    /** Not by its label: two instances may have the same. */
    static String fenceName(TaskContext<?> context) {
        var attempt = context.attempt();
        return attempt.mapped() ? attempt.taskId() + "[" + attempt.mapIndex() + "]" : attempt.taskId();
    }

    private TargetSession behind(TaskFence other) {
        return new TargetSession(connections, connectionId, connection, cancel, other, executor);
    }

    /** The same session, in which an index is built by one process: for one that is built beside others. */
    TargetSession withoutParallelWorkers() {
        return new TargetSession(
                connections,
                connectionId,
                connection,
                cancel,
                fence,
                executor.with(Map.of("max_parallel_maintenance_workers", "0")));
    }

    /** Instead of closing it: it may hold locks. */
    private void discard() {
        cancel.close();
        connections.discard(connectionId, connection);
    }

    private static Connection connect(Connections connections, TaskContext<MigrationParams> context) {
        return connections.open(context.params().targetConnId(), settings(context));
    }

    private static SessionSettings settings(TaskContext<MigrationParams> context) {
        return SessionSettings.writing("dagrunr " + context.attempt().taskId() + " "
                + context.attempt().runId());
    }

    private static void cancel(Connection connection) {
        try {
            connection.unwrap(PGConnection.class).cancelQuery();
        } catch (SQLException e) {
            log.warn("A statement on the target could not be cancelled: {}", e.getMessage());
        }
    }

    Connection connection() {
        return connection;
    }

    DdlExecutor executor() {
        return executor;
    }

    /** In a transaction of the caller's: it does not commit once a newer attempt has begun. */
    void hold() throws SQLException {
        requireNonNull(fence, "fence is null").hold(connection);
    }

    /** Removes the checkpoints of this run; for a session behind a fence. */
    void forgetTransfers() throws SQLException {
        requireNonNull(fence, "fence is null").forgetTransfers(connection);
    }

    /** @return how many had something to do */
    int execute(List<DdlStatement> statements) {
        return executor.execute(connection, statements);
    }

    int executeTogether(List<DdlStatement> statements) {
        return executor.executeTogether(connection, statements);
    }

    int execute(DdlStatement statement) {
        return executor.execute(connection, statement) ? 1 : 0;
    }

    @Override
    public void close() throws SQLException {
        cancel.close();
        if (fence == null) {
            connection.close();
            return;
        }
        try {
            fence.release(connection);
            connection.close();
        } catch (SQLException e) {
            log.debug("A session is not used again: {}", e.getMessage());
            connections.discard(connectionId, connection);
        }
    }
}
