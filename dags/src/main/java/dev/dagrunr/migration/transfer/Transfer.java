package dev.dagrunr.migration.transfer;

import dev.dagrunr.migration.connection.CancelWatch;
import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.migration.connection.SessionSettings;
import dev.dagrunr.migration.transform.Transformers;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves tables. Whatever is killed, cut or restarted while it works, once a later attempt has returned, every row of the
 * partition is on the target exactly once and durable.
 *
 * <p>The rows go in chunks. A chunk's checkpoint is written first and its rows second, in one transaction on the target;
 * an attempt goes on after the last checkpoint it finds there, and one that was overtaken by a newer attempt cannot
 * commit any more. The rows of all transfers of a run come from one snapshot of the source, unless {@link
 * Reading#consistent} is false. When that snapshot is lost, with the process that keeps it or a restart of the source, a
 * table goes on with a newer one if it is certain that it has not changed, and is otherwise emptied and moved anew.
 *
 * <p>Thread-safe: any number of transfers may run at once, each in the thread that calls it.
 */
public final class Transfer {
    private static final Logger LOG = LoggerFactory.getLogger(Transfer.class);

    private static final int ROUNDS = 5;
    /** Of a chunk: what a statement timeout leaves of it each time, and at last. */
    private static final int SMALLER = 8;

    private static final int SMALLEST = 64;

    private final Connections connections;
    private final Transformers transformers;

    /** Every value arrives as it is. */
    public Transfer(Connections connections) {
        this(connections, Transformers.none());
    }

    public Transfer(Connections connections, Transformers transformers) {
        this.connections = connections;
        this.transformers = transformers;
    }

    /** {@link #run(PartitionLoad, Attempt, TransferListener)} for all rows of a table. */
    public TransferResult run(TableLoad table, Attempt attempt, TransferListener listener) {
        return run(PartitionLoad.whole(table), attempt, listener);
    }

    /**
     * Moves what is not on the target yet, and returns when all of it is there for good.
     *
     * @throws TransferException when it could not; chunks that were committed stay, for the next attempt
     * @throws dev.dagrunr.migration.connection.ConnectionException when a server cannot be reached
     */
    public TransferResult run(PartitionLoad load, Attempt attempt, TransferListener listener) {
        int share = 1;
        for (var round = 1; ; round++) {
            try {
                return runOnce(load, attempt, listener, share);
            } catch (ChunkTooSlow e) {
                if (share == SMALLEST) {
                    throw e.failure();
                }
                share *= SMALLER;
                listener.log(e.failure().getMessage() + "; going on with chunks 1/" + share + " as large");
            } catch (StartedAnew e) {
                if (round == ROUNDS) {
                    throw new TransferException(
                            TransferErrorCode.CONNECTION_LOST, String.valueOf(e.getMessage()), null, e);
                }
                listener.log(String.valueOf(e.getMessage()));
            }
        }
    }

    /**
     * Moves several tables of the same two connections, which are small, one after the other. When one of them cannot be
     * moved the others are, and then it throws.
     *
     * @throws TransferException naming every table that could not be moved; {@link #complete} knows the others
     */
    public List<TransferResult> runAll(List<TableLoad> tables, Attempt attempt, TransferListener listener) {
        return tables.size() == 1
                ? List.of(run(tables.get(0), attempt, listener))
                : new TablesTransfer(connections, transformers, tables, attempt, listener).run();
    }

    /**
     * What earlier attempts of a run have brought of tables that are moved as a whole, by the checkpoints of the target.
     *
     * @return in the order of the tables, empty for one that is not complete
     */
    public List<Optional<TransferResult>> complete(List<TableLoad> tables, String runId) {
        var connectionId = tables.get(0).target().connectionId();
        try (var session = connections.open(connectionId, SessionSettings.reading("dagrunr complete " + runId))) {
            return TablesTransfer.complete(session, tables, runId);
        } catch (SQLException e) {
            throw Failure.of(Side.TARGET, "The checkpoints of run " + runId + " cannot be read", e);
        }
    }

    private TransferResult runOnce(PartitionLoad load, Attempt attempt, TransferListener listener, int share) {
        try (var watch = new CancelWatch(connections, "transfer of " + load.label())) {
            listener.cancellable(watch::stop);
            var sessions = TransferSessions.begin(connections, watch, load.label(), List.of(load), attempt, listener);
            var result = new PartitionTransfer(sessions, transformers, load, listener, watch, share).run();
            tidy(sessions, watch);
            return result;
        }
    }

    /**
     * Makes an UNLOGGED table durable when every partition of it is there, and otherwise moves again what a crash of the
     * target has emptied, or another partition of a table that was begun anew: also partitions whose tasks have long
     * succeeded.
     * Indexes and constraints are kept; other sessions wait for the table meanwhile.
     *
     * @param partitions all partitions of one table
     * @return the partitions that had to be moved again; empty when none
     * @throws TransferException as {@link #run}, or when the table is emptied again and again
     */
    public List<TransferResult> convertToLogged(
            List<PartitionLoad> partitions, Attempt attempt, TransferListener listener) {
        return new LoggedConversion(connections, this, LoggedConversion.End.LOGGED).run(partitions, attempt, listener);
    }

    /** As {@link #convertToLogged}, for a table that the source has UNLOGGED, and that stays so. */
    public List<TransferResult> confirmLoaded(
            List<PartitionLoad> partitions, Attempt attempt, TransferListener listener) {
        return new LoggedConversion(connections, this, LoggedConversion.End.AS_LOADED)
                .run(partitions, attempt, listener);
    }

    /**
     * Whether the table of a partition is there as a whole and is not to be written anew to become durable: what is built on
     * its rows stays.
     *
     * @param target a session on the target
     */
    public static boolean isReadyForIndexes(Connection target, PartitionLoad load, String runId) {
        try {
            if (!CheckpointSchema.exists(target)) {
                return false;
            }
            var table = TargetTable.read(target, load.table().target());
            return !table.unlogged() && new Checkpoints(target, table, load, new Attempt(runId, 0)).tableComplete();
        } catch (SQLException e) {
            throw Failure.of(Side.TARGET, "The checkpoints of " + load.table().target() + " cannot be read", e);
        }
    }

    /**
     * Which of these tables {@link #convertToLogged} has nothing to do for: a crash of the target does not empty them, and
     * they are as their transfers left them. One look at all of them.
     */
    public Set<TableAddress> durable(List<TableAddress> tables, String runId) {
        if (tables.isEmpty()) {
            return Set.of();
        }
        var connectionId = tables.get(0).connectionId();
        try (var session = connections.open(connectionId, SessionSettings.reading("dagrunr durable " + runId))) {
            return TargetTable.durable(session, tables, runId);
        } catch (SQLException e) {
            throw Failure.of(Side.TARGET, "The tables of run " + runId + " cannot be looked at", e);
        }
    }

    /**
     * Ends the snapshot that the transfers of a run have read, for a run whose rows are complete. Otherwise it ends by
     * itself, ten minutes after the last transfer; a transfer that comes later takes another one.
     */
    public void releaseSnapshot(String sourceConnectionId, String targetConnectionId, String runId) {
        try (var target = connections.open(targetConnectionId, SessionSettings.writing("dagrunr release " + runId))) {
            new Snapshots(connections, sourceConnectionId, runId).release(target);
        } catch (SQLException e) {
            throw Failure.of(Side.SOURCE, "The snapshot of run " + runId + " cannot be released", e);
        }
    }

    static void tidy(TransferSessions sessions, CancelWatch watch) {
        try {
            sessions.release();
            watch.keep();
        } catch (SQLException e) {
            LOG.debug("The sessions of a finished transfer are not used again: {}", e.getMessage());
        }
    }

    /**
     * Removes what the target knows about the transfers of a run, and the schema {@code dagrunr_transfer} with the last
     * run. For a run whose rows are complete: without checkpoints a transfer refuses to go on.
     */
    public void forget(String targetConnectionId, String runId) {
        try (var session = connections.open(targetConnectionId, SessionSettings.writing("dagrunr forget " + runId))) {
            session.setAutoCommit(false);
            CheckpointSchema.forget(session, runId);
            session.commit();
        } catch (SQLException e) {
            throw Failure.of(Side.TARGET, "The checkpoints of run " + runId + " cannot be removed", e);
        }
    }
}
