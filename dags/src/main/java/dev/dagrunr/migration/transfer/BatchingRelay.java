package dev.dagrunr.migration.transfer;

import dev.dagrunr.migration.connection.MergedCopy;
import java.sql.Connection;

/**
 * Forwards rows unread. A server sends one message for each row, and pays for each message that it receives: they are put
 * together to messages of 64 KiB, below the driver where the connection allows it. Confined to one thread at a time.
 */
final class BatchingRelay implements Relay {
    private static final int MESSAGE = 64 * 1024;
    private static final int ENOUGH = MESSAGE / 2;

    private final byte[] buffer = new byte[MESSAGE];
    private int filled;

    @Override
    public Relayed relay(Connection source, Connection target, CopyStatements.Chunk chunk, Watch watch)
            throws SideException {
        filled = 0;
        try (var merged = MergedCopy.begin()) {
            var copies = CopyPair.begin(source, target, chunk);
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
            return copies.end(bytes);
        }
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
