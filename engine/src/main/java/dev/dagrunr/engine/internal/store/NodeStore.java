package dev.dagrunr.engine.internal.store;

import dev.dagrunr.engine.NodeInfo;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Table {@code node}: who runs tasks, and until when they are believed to live. All by the server's clock. */
public final class NodeStore {
    private NodeStore() {}

    private static final String INSERT = """
            insert into dagrunr.node (id, name, parallelism, started_at, lease_until)
            values (?, ?, ?, clock_timestamp(), clock_timestamp() + ? * interval '1 millisecond')
            """;

    public static void insert(Connection connection, UUID id, String name, int parallelism, Duration lease)
            throws SQLException {
        Sql.update(connection, INSERT, id, name, parallelism, lease.toMillis());
    }

    private static final String RENEW = """
            update dagrunr.node
            set lease_until = clock_timestamp() + ? * interval '1 millisecond'
            where id = ?
            """;

    /**
     * Renews a lease, also one that has run out: what was given to others meanwhile is fenced off attempt by attempt.
     *
     * @return false when the node was forgotten
     */
    public static boolean renew(Connection connection, UUID id, Duration lease) throws SQLException {
        return Sql.update(connection, RENEW, lease.toMillis(), id) == 1;
    }

    private static final String EXPIRE = """
            update dagrunr.node n
            set lease_until = clock_timestamp() - interval '1 second'
            where n.id = ?
              and exists (select 1 from dagrunr.task_instance t where t.node = n.id and t.state = 'running')
            """;

    private static final String DELETE = "delete from dagrunr.node where id = ?";

    /** The node takes no more work. When attempts of it did not end, it counts as lost, so that they run elsewhere. */
    public static void signOff(Connection connection, UUID id) throws SQLException {
        if (Sql.update(connection, EXPIRE, id) == 0) {
            Sql.update(connection, DELETE, id);
        }
    }

    // kept for an hour, so that a page can show which node was lost
    private static final String DELETE_LONG_LOST =
            "delete from dagrunr.node where lease_until < clock_timestamp() - interval '1 hour'";

    public static void deleteLongLost(Connection connection) throws SQLException {
        Sql.update(connection, DELETE_LONG_LOST);
    }

    private static final String SELECT = """
            select name, parallelism, started_at, lease_until, lease_until >= clock_timestamp() as alive
            from dagrunr.node
            order by started_at
            """;

    public static List<NodeInfo> all(Connection connection) throws SQLException {
        return Sql.query(
                connection,
                SELECT,
                row -> new NodeInfo(
                        row.getString("name"),
                        row.getInt("parallelism"),
                        Sql.optionalInstant(row, "started_at").orElseThrow(),
                        Sql.optionalInstant(row, "lease_until").orElseThrow(),
                        row.getBoolean("alive")));
    }
}
