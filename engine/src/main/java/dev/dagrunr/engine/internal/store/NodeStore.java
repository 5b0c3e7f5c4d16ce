package dev.dagrunr.engine.internal.store;

import dev.dagrunr.engine.NodeInfo;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Table {@code node}: who runs tasks, and until when they are believed to live. All by the server's clock. */
public final class NodeStore {
    private NodeStore() {}

    private static final String INSERT = """
            insert into dagrunr.node (id, name, parallelism, structures, started_at, lease_until)
            values (?, ?, ?, ?, clock_timestamp(), clock_timestamp() + ? * interval '1 millisecond')
            """;

    /** @param structures hashes of the structures of DAGs whose code it has */
    public static void insert(
            Connection connection, UUID id, String name, int parallelism, List<String> structures, Duration lease)
            throws SQLException {
        Sql.update(connection, INSERT, id, name, parallelism, structures, lease.toMillis());
    }

    private static final String OTHER_WITH_CODE = """
            select n.name
            from dagrunr.dag_run r
            join dagrunr.node n on r.structure_hash = any (n.structures)
            where r.id = ? and n.id <> ? and n.lease_until >= clock_timestamp()
            order by n.started_at
            limit 1
            """;

    /** The name of another node that lives and has the code of the version that a run started with. */
    public static Optional<String> otherWithCode(Connection connection, long run, UUID than) throws SQLException {
        return Sql.first(connection, OTHER_WITH_CODE, row -> row.getString("name"), run, than);
    }

    // does not wait for the disk: what a crash of the server forgets, the next beat makes good before the lease is over
    private static final String RENEW = """
            with renewed as (
                update dagrunr.node
                set lease_until = clock_timestamp() + ? * interval '1 millisecond'
                where id = ?
                returning id
            )
            select t.id, t.epoch, set_config('synchronous_commit', 'off', true)
            from renewed
            left join dagrunr.task_instance t on t.node = renewed.id and t.state = 'running'
            """;

    /**
     * Renews a lease, also one that has run out: what was given to others meanwhile is fenced off attempt by attempt.
     *
     * @return the attempts that the store believes to run on the node; empty when the node was forgotten
     */
    public static Optional<Set<InstanceStore.Running>> renew(Connection connection, UUID id, Duration lease)
            throws SQLException {
        var rows = Sql.query(
                connection,
                RENEW,
                row -> row.getObject("id") == null
                        ? Optional.<InstanceStore.Running>empty()
                        : Optional.of(new InstanceStore.Running(row.getLong("id"), row.getInt("epoch"))),
                lease.toMillis(),
                id);
        return rows.isEmpty()
                ? Optional.empty()
                : Optional.of(rows.stream().flatMap(Optional::stream).collect(Collectors.toSet()));
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
