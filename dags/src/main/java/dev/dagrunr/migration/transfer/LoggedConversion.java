package dev.dagrunr.migration.transfer;

import dev.dagrunr.migration.connection.CancelWatch;
import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.migration.connection.SessionSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes an UNLOGGED table durable, in the same transaction that finds its checkpoints complete: a crash between the two
 * undoes both. What is found missing is moved again first, also of a table that is LOGGED: a partition may have emptied it
 * after others were done, so that all of it comes from one snapshot.
 */
final class LoggedConversion {
    private static final int ROUNDS = 5;

    private final Connections connections;
    private final Transfer transfer;
    private final End end;

    LoggedConversion(Connections connections, Transfer transfer, End end) {
        this.connections = connections;
        this.transfer = transfer;
        this.end = end;
    }

    /** What a table is in the end. */
    enum End {
        LOGGED,
        AS_LOADED
    }

    List<TransferResult> run(List<PartitionLoad> partitions, Attempt attempt, TransferListener listener) {
        var moved = new ArrayList<TransferResult>();
        for (var round = 1; round <= ROUNDS; round++) {
            var lost = convert(partitions, attempt, listener);
            if (lost.isEmpty()) {
                return moved;
            }
            for (var partition : lost) {
                listener.log(
                        "A crash of the target has emptied " + partition.load().label() + "; moving it again");
                moved.add(transfer.run(partition.load(), new Attempt(attempt.runId(), partition.epoch()), listener));
            }
        }
        throw new TransferException(
                TransferErrorCode.SERVER_SHORT_OF,
                "Table " + partitions.get(0).table().target() + " was emptied by a crash of the target " + ROUNDS
                        + " times in a row while it was made durable.");
    }

    /** @param epoch of its last attempt, which the repetition takes the place of */
    private record Lost(PartitionLoad load, long epoch) {}

    private List<Lost> convert(List<PartitionLoad> partitions, Attempt attempt, TransferListener listener) {
        var address = partitions.get(0).table().target();
        try (var watch = new CancelWatch(connections, "conversion of " + address)) {
            listener.cancellable(watch::stop);
            var settings = SessionSettings.writing("dagrunr convert " + address + " " + attempt.runId());
            var session = watch.open(address.connectionId(), settings);
            watch.spoil();
            try {
                var lost = convert(session, address, partitions, attempt);
                watch.keep();
                return lost;
            } catch (SQLException e) {
                var failure = Failure.of(Side.TARGET, "Table " + address + " could not be made durable", e);
                throw watch.stopped()
                        ? new TransferException(
                                TransferErrorCode.CANCELLED,
                                "The conversion of " + address + " was cancelled.",
                                e.getSQLState(),
                                failure)
                        : failure;
            }
        }
    }

    private List<Lost> convert(
            Connection session, TableAddress address, List<PartitionLoad> partitions, Attempt attempt)
            throws SQLException {
        session.setAutoCommit(false);
        if (!CheckpointSchema.exists(session)) {
            // The run is complete and forgotten: what there was to do is done.
            session.setAutoCommit(true);
            return List.of();
        }
        var name = address.qualifiedName().quoted();
        execute(session, "lock table " + name + " in access exclusive mode");
        var table = TargetTable.read(session, address);
        var lost = lost(session, table, partitions, attempt);
        if (end == End.LOGGED && table.unlogged() && lost.isEmpty()) {
            for (var part : table.unloggedParts(session)) {
                execute(session, "alter table " + part.quoted() + " set logged");
            }
            adopt(session, TargetTable.read(session, address), partitions, attempt);
        }
        session.commit();
        session.setAutoCommit(true);
        return lost;
    }

    private static List<Lost> lost(
            Connection session, TargetTable table, List<PartitionLoad> partitions, Attempt attempt)
            throws SQLException {
        var lost = new ArrayList<Lost>();
        for (var partition : partitions) {
            var checkpoints = new Checkpoints(session, table, partition, attempt);
            if (table.unlogged() ? !checkpoints.progress().complete() : checkpoints.ofAnotherIncarnation()) {
                lost.add(new Lost(partition, checkpoints.epoch()));
            }
        }
        return lost;
    }

    /** The table is another one now, and every partition of it is there. */
    private static void adopt(Connection session, TargetTable table, List<PartitionLoad> partitions, Attempt attempt)
            throws SQLException {
        for (var partition : partitions) {
            new Checkpoints(session, table, partition, attempt).adopt();
        }
    }

    private static void execute(Connection session, String sql) throws SQLException {
        try (var statement = session.createStatement()) {
            statement.execute(sql);
        }
    }
}
