package dev.dagrunr.migration.transfer;

import dev.dagrunr.migration.connection.CancelWatch;
import dev.dagrunr.migration.transfer.Relay.Relayed;
import dev.dagrunr.migration.transfer.Relay.SideException;
import dev.dagrunr.migration.transform.TableTransform;
import dev.dagrunr.migration.transform.Transformers;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One attempt at one partition. Confined to its thread; runs once. */
final class PartitionTransfer {
    private static final long PROGRESS_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final TransferSessions sessions;
    private final Transformers transformers;
    private final Connection source;
    private final Connection target;
    private final PartitionLoad load;
    private final Attempt attempt;
    private final TransferListener listener;
    private final CancelWatch watch;
    private final int share;
    private Relay relay = new BatchingRelay();
    private final long began = System.nanoTime();
    private long reported = began;

    /**
     * @param load one of those that the sessions were begun for
     * @param share chunks are that many times smaller than they are to be
     */
    PartitionTransfer(
            TransferSessions sessions,
            Transformers transformers,
            PartitionLoad load,
            TransferListener listener,
            CancelWatch watch,
            int share) {
        this.sessions = sessions;
        this.transformers = transformers;
        this.source = sessions.source();
        this.target = sessions.target();
        this.load = load;
        this.attempt = sessions.attempt();
        this.listener = listener;
        this.watch = watch;
        this.share = share;
    }

    TransferResult run() {
        var side = Side.SOURCE;
        try {
            var from = readSource();
            side = Side.TARGET;
            var table = makeWay(from);
            var checkpoints = new Checkpoints(target, table, load, attempt);
            var done = checkpoints.begin(from.origin());
            target.commit();
            return copyRest(checkpoints, statements(from.table(), table), done);
        } catch (SQLException e) {
            throw failed(Failure.of(side, "The transfer of " + load.label() + " could not begin", e));
        }
    }

    private record From(SourceTable table, Origin origin) {}

    private From readSource() throws SQLException {
        var table = SourceTable.read(source, load.table());
        if (table.order().kind() != RowOrder.Kind.PHYSICAL) {
            return new From(table, new Origin(sessions.generation(), ""));
        }
        // From here on nobody can rewrite the table: look at its file after the lock that the query leaves behind.
        try (var statement = source.createStatement()) {
            statement.execute("select" + table.from() + " limit 0");
        }
        var locked = SourceTable.read(source, load.table());
        return new From(locked, new Origin(sessions.generation(), locked.file()));
    }

    /**
     * Begins the transaction on the target that others of the run wait for, and empties the table when the rows that it
     * has are of a snapshot that is lost, and may differ from what is read now. The table is then as after a truncation:
     * every other partition of it begins anew, also one that was complete.
     */
    private TargetTable makeWay(From from) throws SQLException {
        target.setAutoCommit(false);
        CheckpointSchema.ensure(target);
        var table = TargetTable.read(target, load.table().target());
        var origins = new Origins(target, attempt.runId(), load.table().source().connectionId());
        if (!origins.newest(from.origin())) {
            throw new StartedAnew(load);
        }
        for (var other : origins.others(table, from.origin())) {
            if (!origins.same(other, from.origin(), from.table().oid())) {
                return empty(table);
            }
            listener.log("The snapshot of the source that " + load.table().source()
                    + " was begun with is lost; the table is unchanged since, and goes on with another");
        }
        return table;
    }

    private TargetTable empty(TargetTable table) throws SQLException {
        new Checkpoints(target, table, load, attempt).refuseWhenOvertaken();
        try (var statement = target.createStatement()) {
            statement.execute("truncate " + (table.kind().equals("r") ? "only " : "")
                    + table.address().qualifiedName().quoted());
        }
        listener.log("The snapshot of the source that " + load.table().source()
                + " was begun with is lost, and the table may have changed since: all of it is moved anew");
        return TargetTable.read(target, load.table().target());
    }

    private CopyStatements statements(SourceTable from, TargetTable table) throws SQLException {
        var choice = FormatChoice.of(
                load.table(),
                ColumnTypes.read(source, from.oid()),
                from.serverMajor(),
                ColumnTypes.read(target, table.oid()),
                table.serverMajor());
        target.commit();
        var transform = transform(from);
        if (!transform.isNothing()) {
            choice = choice.transformed();
            relay = new TransformingRelay(transform);
        }
        listener.log("Copying " + load.label() + " in " + choice.format().label()
                + (choice.reason() == null ? "" : ", because " + choice.reason()));
        return new CopyStatements(load, from, choice);
    }

    private TableTransform transform(SourceTable from) throws SQLException {
        var address = load.table().source();
        return transformers.of(
                address.schema(),
                address.table(),
                transformers.isNothing() ? List.of() : SourceColumns.read(source, from.oid(), load.table()));
    }

    private TransferResult copyRest(Checkpoints checkpoints, CopyStatements statements, Progress before) {
        var done = before;
        if (before.chunks() > 0) {
            listener.log(
                    "Going on after chunk " + before.chunks() + " of an earlier attempt, " + before.rows() + " rows");
        }
        if (share == 1 || before.chunks() == 0) {
            // with smaller chunks it goes on after those that this attempt itself has moved
            listener.resumed(before.rows(), before.bytes());
        }
        listener.progress(done.rows(), Math.max(done.rows(), load.estimatedRows()), done.bytes());
        var planner = ChunkPlanner.of(source, statements.source(), load, share);
        while (!done.complete()) {
            done = copyChunk(checkpoints, statements, planner, done);
            passed(done.rows(), done.bytes());
        }
        listener.progress(done.rows(), done.rows(), done.bytes());
        return new TransferResult(
                load.table().source().toString(),
                load.table().target().toString(),
                load.partition(),
                load.partitions(),
                done.rows(),
                done.bytes(),
                done.chunks(),
                before.chunks(),
                statements.choice().format().label(),
                (System.nanoTime() - began) / 1e9);
    }

    private Progress copyChunk(
            Checkpoints checkpoints, CopyStatements statements, ChunkPlanner planner, Progress done) {
        var chunk = done.chunks() + 1;
        var what = "Chunk " + chunk + " of " + load.label() + " failed";
        var side = Side.SOURCE;
        try {
            refuseWhenStopped();
            var after = done.chunks() == 0 ? load.lower() : done.upTo();
            var end = planner.end(after);
            side = Side.TARGET;
            if (!checkpoints.claim(chunk, end)) {
                throw checkpoints.fenced(chunk);
            }
            var moved = relay.relay(
                    source,
                    target,
                    withNext(statements, planner, after, end),
                    (rows, bytes) -> passed(done.rows() + rows, done.bytes() + bytes));
            refuseDifference(moved, chunk);
            checkpoints.count(chunk, moved.rowsWritten(), moved.bytes());
            refuseWhenStopped();
            target.commit();
            return done.plus(end, moved.rowsWritten(), moved.bytes());
        } catch (SideException e) {
            throw chunkFailed(statements, Failure.of(e.side(), what, e.failure()));
        } catch (SQLException e) {
            throw chunkFailed(statements, Failure.of(side, what, e));
        }
    }

    private static CopyStatements.Chunk withNext(
            CopyStatements statements, ChunkPlanner planner, List<String> after, List<String> end) throws SQLException {
        var chunk = statements.chunk(after, end);
        return end.isEmpty() || !planner.plansAhead() ? chunk : chunk.before(statements.chunk(end, planner.end(end)));
    }

    private RuntimeException chunkFailed(CopyStatements statements, TransferException failure) {
        boolean divisible = statements.source().order().kind() != RowOrder.Kind.NONE;
        return divisible
                        && !watch.stopped()
                        && failure.code() == TransferErrorCode.STATEMENT_CANCELLED
                        && sessions.connections().limitsStatements()
                ? new ChunkTooSlow(failure)
                : failed(failure);
    }

    private void passed(long rows, long bytes) {
        refuseWhenStopped();
        var now = System.nanoTime();
        if (now - reported >= PROGRESS_EVERY_NANOS) {
            reported = now;
            listener.progress(rows, Math.max(rows, load.estimatedRows()), bytes);
        }
    }

    /** A trigger or a rule on the target may drop rows, without an error. */
    private void refuseDifference(Relayed moved, int chunk) {
        if (moved.rowsRead() != moved.rowsWritten()) {
            throw new TransferException(
                    TransferErrorCode.TARGET_FAILED,
                    "Chunk " + chunk + " of " + load.label() + " has " + moved.rowsRead()
                            + " rows on the source, but the target took " + moved.rowsWritten()
                            + "; a trigger or rule on table " + load.table().target() + " may leave rows out.");
        }
    }

    private void refuseWhenStopped() {
        if (watch.stopped()) {
            throw cancelled(null);
        }
    }

    /** What a cancelled statement or a cut connection says is only the echo of the cancellation. */
    private TransferException failed(TransferException failure) {
        return watch.stopped() ? cancelled(failure) : failure;
    }

    private TransferException cancelled(@Nullable TransferException echo) {
        return Failure.cancelled(load.label(), echo);
    }
}
