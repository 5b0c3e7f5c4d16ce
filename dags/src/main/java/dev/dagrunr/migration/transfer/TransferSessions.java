package dev.dagrunr.migration.transfer;

import dev.dagrunr.migration.connection.CancelWatch;
import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.migration.connection.SessionSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * The two sessions of one attempt at one partition, or at small tables that are moved one after the other: sessions of
 * older attempts at any of them have been ended, and what is read is of one snapshot. Confined to a thread.
 *
 * @param loads all of the same two connections
 * @param generation of the snapshot; 0 when it is this attempt's own
 */
record TransferSessions(
        Connections connections,
        Connection source,
        Connection target,
        List<PartitionLoad> loads,
        Attempt attempt,
        int generation) {

    /**
     * Opens them by the watch, which closes them and cuts them unless it is told that they are in order.
     *
     * @param label of all loads together, for people
     */
    static TransferSessions begin(
            Connections connections,
            CancelWatch watch,
            String label,
            List<PartitionLoad> loads,
            Attempt attempt,
            TransferListener listener) {
        var name = "dagrunr " + label + " " + attempt.runId();
        var table = loads.get(0).table();
        var source = watch.open(table.source().connectionId(), SessionSettings.reading(name));
        var target = watch.open(table.target().connectionId(), SessionSettings.writing(name));
        // Until it is known to be in order: what fails here leaves transactions and locks behind.
        watch.spoil();
        var side = Side.TARGET;
        try {
            seize(Side.TARGET, target, loads, attempt, listener);
            side = Side.SOURCE;
            seize(Side.SOURCE, source, loads, attempt, listener);
            var generation = table.reading().consistent()
                    ? new Snapshots(connections, table.source().connectionId(), attempt.runId())
                            .join(source, target)
                            .generation()
                    : beginAlone(source);
            prepare(source);
            return new TransferSessions(connections, source, target, loads, attempt, generation);
        } catch (SQLException e) {
            var failure = Failure.of(side, "The transfer of " + label + " could not begin", e);
            throw watch.stopped() ? Failure.cancelled(label, failure) : failure;
        }
    }

    private static void seize(
            Side side, Connection session, List<PartitionLoad> loads, Attempt attempt, TransferListener listener)
            throws SQLException {
        var ended = PartitionLock.seize(session, locks(side, loads, attempt));
        if (ended > 0) {
            listener.log("Ended " + ended + " session(s) that an earlier attempt had left on the " + side.label());
        }
    }

    private static List<PartitionLock> locks(Side side, List<PartitionLoad> loads, Attempt attempt) {
        return loads.stream().map(load -> PartitionLock.of(side, attempt, load)).toList();
    }

    private static int beginAlone(Connection source) throws SQLException {
        source.setAutoCommit(false);
        try (var statement = source.createStatement()) {
            statement.execute("set transaction isolation level repeatable read, read only");
        }
        return 0;
    }

    private static void prepare(Connection source) throws SQLException {
        try (var statement = source.createStatement()) {
            // Between two chunks of a key the planner, without statistics, would rather read the whole table again.
            // The penalty that this puts on a scan is no reason to compile it; and streams are parallel enough.
            statement.execute("set local enable_seqscan to off; set local jit to off; "
                    + "set local max_parallel_workers_per_gather to 0");
        }
    }

    /** Makes the sessions fit for others. Nothing that the transfer has achieved depends on it. */
    void release() throws SQLException {
        source.commit();
        source.setAutoCommit(true);
        PartitionLock.release(source, locks(Side.SOURCE, loads, attempt));
        target.setAutoCommit(true);
        countNow(target);
        PartitionLock.release(target, locks(Side.TARGET, loads, attempt));
    }

    /**
     * A session may keep its counts of rows to itself for ten seconds; the server would then add them to those that
     * ANALYZE has found meanwhile.
     */
    private static void countNow(Connection target) throws SQLException {
        if (target.getMetaData().getDatabaseMajorVersion() >= 15) {
            try (var statement = target.createStatement()) {
                statement.execute("select pg_catalog.pg_stat_force_next_flush()");
            }
        }
    }
}
