package dev.dagrunr.migration.transfer;

import dev.dagrunr.migration.connection.CancelWatch;
import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.migration.connection.SessionSettings;
import dev.dagrunr.migration.source.ColumnShape;
import dev.dagrunr.migration.source.TableShape;
import dev.dagrunr.migration.source.TableSource;
import dev.dagrunr.migration.sql.Identifier;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;

/**
 * Moves tables of a source that is no PostgreSQL, by the checkpoints of {@link Transfer}: after a later attempt has returned,
 * every row is on the target exactly once and durable, whatever was killed before. Rows that were read of another {@link
 * TableSource#version} are removed first. Thread-safe.
 */
public final class StreamTransfer {
    private final Connections connections;
    private final TableSource source;
    private final int chunkRows;

    /** @param chunkRows the most that are committed together; fewer when they weigh more than 4 MB */
    public StreamTransfer(Connections connections, TableSource source, int chunkRows) {
        this.connections = connections;
        this.source = source;
        this.chunkRows = chunkRows;
    }

    /**
     * Moves what is not on the target yet, and returns when all of it is there for good.
     *
     * @throws TransferException when it could not; chunks that were committed stay, for the next attempt
     * @throws dev.dagrunr.migration.connection.ConnectionException when the target cannot be reached
     */
    public TransferResult run(
            TableShape table,
            String targetConnectionId,
            String targetSchema,
            Attempt attempt,
            TransferListener listener) {
        var load = PartitionLoad.whole(new TableLoad(
                new TableAddress(source.name(), source.name(), table.name()),
                new TableAddress(targetConnectionId, targetSchema, table.name()),
                table.columns().stream().map(ColumnShape::name).toList(),
                table.primaryKey(),
                table.estimatedRows(),
                0,
                Reading.DEFAULT.withConsistent(false).withChunkRows(chunkRows)));
        try (var watch = new CancelWatch(connections, "load of " + load.label())) {
            listener.cancellable(watch::stop);
            var session = watch.open(
                    targetConnectionId, SessionSettings.writing("dagrunr " + load.label() + " " + attempt.runId()));
            watch.spoil();
            try {
                var result = new Once(session, table, load, attempt, listener, watch).run();
                session.setAutoCommit(true);
                PartitionLock.of(Side.TARGET, attempt, load).release(session);
                watch.keep();
                return result;
            } catch (IOException e) {
                throw failed(
                        watch,
                        load,
                        new TransferException(
                                TransferErrorCode.CONNECTION_LOST,
                                "The transfer of " + load.label() + " ended early: the source says: " + e.getMessage(),
                                null,
                                e));
            } catch (SQLException e) {
                throw failed(watch, load, Failure.of(Side.TARGET, "The transfer of " + load.label() + " failed", e));
            }
        }
    }

    private static TransferException failed(CancelWatch watch, PartitionLoad load, TransferException failure) {
        return watch.stopped() ? Failure.cancelled(load.label(), failure) : failure;
    }

    /** One attempt. Confined to its thread. */
    private final class Once {
        private final Connection session;
        private final TableShape shape;
        private final PartitionLoad load;
        private final Attempt attempt;
        private final TransferListener listener;
        private final CancelWatch watch;
        private final long began = System.nanoTime();

        Once(
                Connection session,
                TableShape shape,
                PartitionLoad load,
                Attempt attempt,
                TransferListener listener,
                CancelWatch watch) {
            this.session = session;
            this.shape = shape;
            this.load = load;
            this.attempt = attempt;
            this.listener = listener;
            this.watch = watch;
        }

        TransferResult run() throws SQLException, IOException {
            PartitionLock.of(Side.TARGET, attempt, load).seize(session);
            session.setAutoCommit(false);
            CheckpointSchema.ensure(session);
            var origin = new Origin(0, source.version(shape));
            var table = of(origin);
            var checkpoints = new Checkpoints(session, table, load, attempt);
            var before = checkpoints.begin(origin);
            session.commit();
            if (before.chunks() > 0) {
                listener.log("Going on after chunk " + before.chunks() + ", " + before.rows() + " rows");
            }
            listener.resumed(before.rows(), before.bytes());
            var done = before.complete() ? before : copyRest(checkpoints, before);
            return new TransferResult(
                    load.table().source().toString(),
                    load.table().target().toString(),
                    1,
                    1,
                    done.rows(),
                    done.bytes(),
                    done.chunks(),
                    before.chunks(),
                    CopyFormat.TEXT.label(),
                    (System.nanoTime() - began) / 1e9);
        }

        private TargetTable of(Origin origin) throws SQLException {
            var table = TargetTable.read(session, load.table().target());
            var origins = new Origins(session, attempt.runId(), source.name());
            if (origins.others(table, origin).isEmpty()) {
                return table;
            }
            new Checkpoints(session, table, load, attempt).refuseWhenOvertaken();
            listener.log("The rows of " + load.label() + " have changed on the source: all of them are moved anew");
            try (var statement = session.createStatement()) {
                statement.execute("truncate " + table.address().qualifiedName().quoted());
            }
            return TargetTable.read(session, load.table().target());
        }

        private Progress copyRest(Checkpoints checkpoints, Progress before) throws SQLException, IOException {
            var done = before;
            try (var reader = source.read(shape, before.upTo())) {
                var chunk = new TextChunk(shape, reader, chunkRows);
                while (!done.complete()) {
                    refuseWhenStopped();
                    chunk.fill();
                    done = copy(checkpoints, chunk, done);
                    listener.progress(done.rows(), Math.max(done.rows(), load.estimatedRows()), done.bytes());
                }
            }
            return done;
        }

        private Progress copy(Checkpoints checkpoints, TextChunk chunk, Progress done) throws SQLException {
            int number = done.chunks() + 1;
            if (!checkpoints.claim(number, chunk.end())) {
                throw checkpoints.fenced(number);
            }
            var written = write(chunk);
            if (written != chunk.rows()) {
                throw new TransferException(
                        TransferErrorCode.TARGET_FAILED,
                        "Chunk " + number + " of " + load.label() + " has " + chunk.rows()
                                + " rows, but the target took " + written + "; a trigger or rule on table "
                                + load.table().target() + " may leave rows out.");
            }
            checkpoints.count(number, chunk.rows(), chunk.bytes());
            refuseWhenStopped();
            session.commit();
            return done.plus(chunk.end(), chunk.rows(), chunk.bytes());
        }

        private long write(TextChunk chunk) throws SQLException {
            var columns = shape.columns().stream()
                    .map(column -> new Identifier(column.name()).quoted())
                    .collect(Collectors.joining(", "));
            var copy = session.unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("copy " + load.table().target().qualifiedName().quoted() + " (" + columns
                            + ") from stdin (format text)");
            chunk.writeTo(copy);
            return copy.endCopy();
        }

        private void refuseWhenStopped() {
            if (watch.stopped()) {
                throw Failure.cancelled(load.label(), null);
            }
        }
    }
}
