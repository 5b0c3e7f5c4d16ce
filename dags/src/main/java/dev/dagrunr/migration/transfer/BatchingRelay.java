package dev.dagrunr.migration.transfer;

import dev.dagrunr.migration.connection.MergedCopy;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyOut;

/**
 * Forwards rows unread. A server sends one message for each row, and pays for each message that it receives: they are put
 * together to messages of 64 KiB, and go from socket to socket below the drivers where the connections allow it. Confined to
 * one thread at a time.
 */
final class BatchingRelay implements Relay {
    private static final int MESSAGE = 64 * 1024;
    private static final int ENOUGH = MESSAGE / 2;
    private static final String CONNECTION_FAILURE = "08006";

    private final byte[] buffer = new byte[MESSAGE];
    private int filled;
    /** The reading of the next chunk. */
    private @Nullable CopyOut ahead;

    @Override
    public Relayed relay(Connection source, Connection target, CopyStatements.Chunk chunk, Watch watch)
            throws SideException {
        filled = 0;
        try (var merged = MergedCopy.begin()) {
            var copies = ahead == null ? CopyPair.begin(source, target, chunk) : CopyPair.begin(ahead, target, chunk);
            begin(merged, new Socket(copies, watch));
            var messages = 0L;
            var bytes = 0L;
            for (var message = copies.read(); message != null; message = copies.read()) {
                messages++;
                bytes += message.length;
                if (forward(message, copies)) {
                    watch.passed(messages + merged.fewerMessages(), bytes);
                }
            }
            send(copies);
            ahead = chunk.next() == null ? null : CopyPair.reading(source, chunk.next());
            return copies.end(bytes + merged.forwardedBytes());
        }
    }

    private static void begin(MergedCopy merged, Socket target) throws SideException {
        try {
            merged.forwardTo(target);
        } catch (SideException e) {
            throw e;
        } catch (IOException e) {
            throw lost(e);
        }
    }

    /** The target below its driver. */
    private record Socket(CopyPair copies, Watch watch) implements MergedCopy.Target {
        @Override
        public void flush() throws SideException {
            copies.flush();
        }

        @Override
        public void forwarded(long rows, long bytes) {
            watch.passed(rows, bytes);
        }

        @Override
        public SideException lost(IOException cause) {
            return BatchingRelay.lost(cause);
        }
    }

    private static SideException lost(IOException cause) {
        return new SideException(
                Side.TARGET,
                new SQLException(
                        "The connection failed while rows were sent: " + cause.getMessage(),
                        CONNECTION_FAILURE,
                        cause));
    }

    /** Whether something was sent. */
    private boolean forward(byte[] message, CopyPair copies) throws SideException {
        var length = message.length;
        var alone = length >= ENOUGH;
        var sends = alone || filled + length > MESSAGE;
        if (sends) {
            send(copies);
        }
        if (alone) {
            copies.write(message, length);
        } else {
            System.arraycopy(message, 0, buffer, filled, length);
            filled += length;
        }
        return sends;
    }

    private void send(CopyPair copies) throws SideException {
        if (filled > 0) {
            copies.write(buffer, filled);
            filled = 0;
        }
    }
}
