package dev.dagrunr.migration.transfer;

import dev.dagrunr.migration.connection.CancelWatch;
import dev.dagrunr.migration.transfer.Relay.Relayed;
import dev.dagrunr.migration.transfer.Relay.SideException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Moves small tables that nobody has begun yet in one transaction. Each has its own fence and checkpoint, as if it had moved
 * alone; but what it costs to begin and to commit is paid once. Whatever speaks against it is left to the transfers of the
 * single tables, which find it again and say it. Confined to its thread; runs once.
 */
final class TogetherTransfer {
    private final TransferSessions sessions;
    private final Connection source;
    private final Connection target;
    private final List<PartitionLoad> loads;
    private final TransferListener listener;
    private final CancelWatch watch;
    private final Relay relay = new BatchingRelay();
    private Side side = Side.SOURCE;

    TogetherTransfer(TransferSessions sessions, TransferListener listener, CancelWatch watch) {
        this.sessions = sessions;
        this.source = sessions.source();
        this.target = sessions.target();
        this.loads = sessions.loads();
        this.listener = listener;
        this.watch = watch;
    }

    /**
     * @return empty when these tables have to move one by one; nothing was moved then, and the sessions are in order
     * @throws TransferException when it could not go on; nothing was moved, unless the connection was lost with the commit
     */
    List<TransferResult> run() {
        try {
            var from = readSource();
            side = Side.TARGET;
            target.setAutoCommit(false);
            var results = from.isEmpty() ? List.<TransferResult>of() : move(from);
            if (results.isEmpty()) {
                target.rollback();
            } else {
                target.commit();
            }
            return results;
        } catch (SideException e) {
            throw failed(e.side(), e.failure());
        } catch (SQLException e) {
            throw failed(side, e);
        }
    }

    /** Empty, and to be rolled back, when a table is not as expected. */
    private List<TransferResult> move(List<SourceTable> from) throws SQLException, SideException {
        var to = begin(from);
        if (to.isEmpty()) {
            return List.of();
        }
        var formats = formats(from, to);
        var fresh = new FreshTables(target, sessions.attempt(), to);
        if (!fresh.claim()) {
            return List.of();
        }
        var results = copy(from, formats);
        fresh.count(
                results.stream().map(TransferResult::rows).toList(),
                results.stream().map(TransferResult::bytes).toList());
        refuseWhenStopped();
        return results;
    }

    /** Locked against being rewritten; empty when one of them needs more than one chunk, or an order of its own. */
    private List<SourceTable> readSource() throws SQLException {
        var lock = loads.stream()
                .map(load -> "select from only "
                        + load.table().source().qualifiedName().quoted() + " limit 0")
                .collect(Collectors.joining(";"));
        try (var statement = source.createStatement()) {
            statement.execute(lock);
        }
        var tables = SourceTable.readPlaced(
                source, loads.stream().map(PartitionLoad::table).toList());
        for (int i = 0; i < tables.size(); i++) {
            if (!new PhysicalChunks(tables.get(i), loads.get(i), 1)
                    .end(List.of())
                    .isEmpty()) {
                return List.of();
            }
        }
        return tables;
    }

    /** Commits the fences; empty when one of the tables is not fresh. */
    private List<TargetTable> begin(List<SourceTable> from) throws SQLException {
        CheckpointSchema.ensure(target);
        var tables = TargetTable.readPlain(
                target, loads.stream().map(load -> load.table().target()).toList());
        var origins = from.stream()
                .map(table -> new Origin(sessions.generation(), table.file()))
                .toList();
        if (tables.isEmpty()
                || !new FreshTables(target, sessions.attempt(), tables)
                        .begin(loads.get(0).table().source().connectionId(), origins)) {
            return List.of();
        }
        target.commit();
        return tables;
    }

    private List<FormatChoice> formats(List<SourceTable> from, List<TargetTable> to) throws SQLException {
        var targetTypes =
                ColumnTypes.readAll(target, to.stream().map(TargetTable::oid).toList());
        side = Side.SOURCE;
        var sourceTypes =
                ColumnTypes.readAll(source, from.stream().map(SourceTable::oid).toList());
        side = Side.TARGET;
        var formats = new ArrayList<FormatChoice>();
        for (int i = 0; i < loads.size(); i++) {
            var choice = FormatChoice.of(
                    loads.get(i).table(),
                    sourceTypes.get(i),
                    from.get(i).serverMajor(),
                    targetTypes.get(i),
                    to.get(i).serverMajor());
            formats.add(choice);
            if (choice.reason() != null) {
                listener.log("Copying " + loads.get(i).label() + " in text, because " + choice.reason());
            }
        }
        return formats;
    }

    private List<TransferResult> copy(List<SourceTable> from, List<FormatChoice> formats) throws SideException {
        var results = new ArrayList<TransferResult>();
        long rows = 0;
        long bytes = 0;
        for (int i = 0; i < loads.size(); i++) {
            refuseWhenStopped();
            var load = loads.get(i);
            long began = System.nanoTime();
            var moved = relay.relay(
                    source,
                    target,
                    new CopyStatements(load, from.get(i), formats.get(i)).chunk(List.of(), List.of()),
                    (copied, bytesCopied) -> refuseWhenStopped());
            refuseDifference(load, moved);
            results.add(result(load, moved, formats.get(i), (System.nanoTime() - began) / 1e9));
            rows += moved.rowsWritten();
            bytes += moved.bytes();
            listener.progress(rows, Math.max(rows, expected()), bytes);
        }
        return results;
    }

    /** The transfer of the table alone tells what may be the cause. */
    private static void refuseDifference(PartitionLoad load, Relayed moved) {
        if (moved.rowsRead() != moved.rowsWritten()) {
            throw new TransferException(
                    TransferErrorCode.TARGET_FAILED,
                    "Of " + moved.rowsRead() + " rows of " + load.label() + " the target took " + moved.rowsWritten());
        }
    }

    private static TransferResult result(PartitionLoad load, Relayed moved, FormatChoice choice, double seconds) {
        return new TransferResult(
                load.table().source().toString(),
                load.table().target().toString(),
                1,
                1,
                moved.rowsWritten(),
                moved.bytes(),
                1,
                0,
                choice.format().label(),
                seconds);
    }

    private long expected() {
        return loads.stream().mapToLong(PartitionLoad::estimatedRows).sum();
    }

    private void refuseWhenStopped() {
        if (watch.stopped()) {
            throw Failure.cancelled(label(), null);
        }
    }

    private TransferException failed(Side failed, SQLException e) {
        var failure = Failure.of(failed, "The transfer of " + label() + " failed", e);
        return watch.stopped() ? Failure.cancelled(label(), failure) : failure;
    }

    private String label() {
        return loads.size() + " tables";
    }
}
