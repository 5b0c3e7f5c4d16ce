package dev.dagrunr.engine.internal.store;

import dev.dagrunr.dag.internal.model.Callbacks.Moment;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Table {@code callback}: what is still to be told. */
public final class CallbackStore {
    private CallbackStore() {}

    /**
     * Something to tell.
     *
     * @param instance empty when it is about the run
     */
    public record Due(
            long id, long run, Optional<Long> instance, int epoch, int tryNumber, Moment moment, String reason) {}

    private static final String INSERT = """
            insert into dagrunr.callback (run, dag_id, instance, epoch, try_number, moment, reason)
            values (?, ?, ?, ?, ?, ?, ?)
            """;

    /** Of an attempt that ended; told once the transaction has committed. */
    public static void insert(Connection connection, StoredInstance attempt, String dagId, Moment moment, String reason)
            throws SQLException {
        Sql.update(
                connection,
                INSERT,
                attempt.run(),
                dagId,
                attempt.id(),
                attempt.epoch(),
                attempt.tryNumber(),
                moment.wireName(),
                reason);
    }

    /** Of a run that ended. */
    public static void insert(Connection connection, long run, String dagId, Moment moment, String reason)
            throws SQLException {
        Sql.update(connection, INSERT, run, dagId, null, 0, 0, moment.wireName(), reason);
    }

    // what a node has claimed and not told is somebody else's once its lease is over
    private static final String CLAIM = """
            update dagrunr.callback due
            set node = ?
            where due.id = (
                select c.id
                from dagrunr.callback c
                where c.dag_id = any (?)
                    and (c.node is null or not exists (
                        select 1
                        from dagrunr.node n
                        where n.id = c.node and n.lease_until >= clock_timestamp()))
                order by c.id
                limit 1
                for update skip locked)
            returning id, run, instance, epoch, try_number, moment, reason
            """;

    /** The first that nobody tells, if there is one; from now on this node does. */
    public static Optional<Due> claim(Connection connection, UUID node, Collection<String> dagIds) throws SQLException {
        return Sql.first(connection, CLAIM, CallbackStore::due, node, List.copyOf(dagIds));
    }

    private static Due due(ResultSet row) throws SQLException {
        return new Due(
                row.getLong("id"),
                row.getLong("run"),
                Optional.ofNullable(row.getObject("instance", Long.class)),
                row.getInt("epoch"),
                row.getInt("try_number"),
                Moment.of(row.getString("moment")),
                row.getString("reason"));
    }

    private static final String DELETE = "delete from dagrunr.callback where id = ?";

    /** It was told. */
    public static void delete(Connection connection, Due due) throws SQLException {
        Sql.update(connection, DELETE, due.id());
    }
}
