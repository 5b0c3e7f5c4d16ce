package dev.dagrunr.migration.step;

import dev.dagrunr.dag.TaskContext;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * An advisory lock on the target by which tasks of a run share out work. It is free again with the end of the session that
 * has it. Immutable.
 */
record RunLock(String name) {
    private static final String TRY = "select pg_catalog.pg_try_advisory_lock(pg_catalog.hashtextextended(?, 0))";
    private static final String WAIT =
            "select pg_catalog.pg_advisory_lock(pg_catalog.hashtextextended(?, 0)) is not null";
    private static final String UNLOCK = "select pg_catalog.pg_advisory_unlock(pg_catalog.hashtextextended(?, 0))";

    /** @param what tells it from the other locks of the run */
    static RunLock of(TaskContext<?> context, String... what) {
        return new RunLock("dagrunr\n" + context.attempt().runId() + "\n" + String.join("\n", what));
    }

    /** A lock that a session has; a session that is used again must not keep it. */
    interface Held extends AutoCloseable {
        @Override
        void close() throws SQLException;
    }

    /** @return null when another session has it */
    @Nullable Held tryTake(Connection session) throws SQLException {
        return execute(session, TRY) ? held(session) : null;
    }

    /** Waits until nobody else has it. */
    Held take(Connection session) throws SQLException {
        execute(session, WAIT);
        return held(session);
    }

    private Held held(Connection session) {
        return () -> execute(session, UNLOCK);
    }

    private boolean execute(Connection session, String sql) throws SQLException {
        try (var statement = session.prepareStatement(sql)) {
            statement.setString(1, name);
            try (var result = statement.executeQuery()) {
                result.next();
                return result.getBoolean(1);
            }
        }
    }
}
