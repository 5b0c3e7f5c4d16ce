package dev.dagrunr.engine.internal.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;

/** Table {@code task_try}: the history of attempts. */
public final class TryStore {
    private TryStore() {}

    private static final String INSERT = """
            insert into dagrunr.task_try (instance, epoch, try_number, state, node_name, started_at, ended_at, reason)
            values (?, ?, ?, ?, coalesce((select name from dagrunr.node where id = ?), ''), ?, ?, ?)
            """;

    /**
     * For an attempt that does not end by itself; {@link EndStore} writes of those that do.
     *
     * @param attempt as it was before it ended
     * @param state a task state, or {@code lost} with its node
     */
    public static void insert(Connection connection, StoredInstance attempt, String state, String reason, Instant now)
            throws SQLException {
        Sql.update(
                connection,
                INSERT,
                attempt.id(),
                attempt.epoch(),
                attempt.tryNumber(),
                state,
                attempt.node(),
                attempt.startedAt(),
                now,
                reason);
    }
}
