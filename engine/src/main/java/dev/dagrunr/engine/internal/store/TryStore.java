package dev.dagrunr.engine.internal.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Table {@code task_try}: the history of attempts. */
public final class TryStore {
    private TryStore() {}

    /**
     * How an attempt ended.
     *
     * @param attempt as it was before it ended
     * @param state a task state, or {@code lost} with its node
     */
    public record End(StoredInstance attempt, String state, String reason) {}

    // the arrays stand in subqueries so that their lengths are not planned with, which would be done anew each time
    private static final String INSERT = """
            insert into dagrunr.task_try (instance, epoch, try_number, state, node_name, started_at, ended_at, reason)
            select e.instance, e.epoch, e.try_number, e.state,
                coalesce((select name from dagrunr.node where id = e.node::uuid), ''), e.started_at::timestamptz, ?, e.reason
            from unnest((select ?), (select ?), (select ?), (select ?), (select ?), (select ?), (select ?))
                as e (instance, epoch, try_number, state, node, started_at, reason)
            """;

    public static void insert(Connection connection, List<End> ends, Instant now) throws SQLException {
        var attempts = ends.stream().map(End::attempt).toList();
        Sql.update(
                connection,
                INSERT,
                now,
                attempts.stream().map(StoredInstance::id).toList(),
                attempts.stream().map(StoredInstance::epoch).toList(),
                attempts.stream().map(StoredInstance::tryNumber).toList(),
                ends.stream().map(End::state).toList(),
                attempts.stream().map(attempt -> Sql.text(attempt.node())).toList(),
                attempts.stream().map(attempt -> Sql.text(attempt.startedAt())).toList(),
                ends.stream().map(End::reason).toList());
    }

    /** As the other, for one. */
    public static void insert(Connection connection, StoredInstance attempt, String state, String reason, Instant now)
            throws SQLException {
        insert(connection, List.of(new End(attempt, state, reason)), now);
    }
}
