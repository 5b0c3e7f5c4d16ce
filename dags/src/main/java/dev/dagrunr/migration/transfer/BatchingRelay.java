package dev.dagrunr.migration.transfer;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOut;

/**
 * Relays by the driver's public API, so that TLS and every way of signing in work. A server sends one message for each
 * row, and pays for each message that it receives: rows are put together to messages of 64 KiB before they are sent on.
 * Confined to one thread at a time.
 */
final class BatchingRelay implements Relay {
    private static final int MESSAGE = 64 * 1024;

    private final byte[] buffer = new byte[MESSAGE];
    private int filled;

    @Override
    public Relayed relay(CopyOut from, CopyIn to, Watch watch) throws SideException {
        filled = 0;
        var rows = 0L;
        var bytes = 0L;
        for (var row = read(from); row != null; row = read(from)) {
            rows++;
            bytes += row.length;
            if (filled + row.length > MESSAGE) {
                send(to);
                watch.passed(rows, bytes);
            }
            if (row.length > MESSAGE) {
                write(to, row, row.length);
                watch.passed(rows, bytes);
            } else {
                System.arraycopy(row, 0, buffer, filled, row.length);
                filled += row.length;
            }
        }
        send(to);
        return new Relayed(from.getHandledRowCount(), end(to), bytes);
    }

    private void send(CopyIn to) throws SideException {
        if (filled > 0) {
            write(to, buffer, filled);
            filled = 0;
        }
    }

    private static byte @Nullable [] read(CopyOut from) throws SideException {
        try {
            return from.readFromCopy();
        } catch (SQLException e) {
            throw new SideException(Side.SOURCE, e);
        }
    }

    private static void write(CopyIn to, byte[] bytes, int length) throws SideException {
        try {
            to.writeToCopy(bytes, 0, length);
        } catch (SQLException e) {
            throw new SideException(Side.TARGET, e);
        }
    }

    private static long end(CopyIn to) throws SideException {
        try {
            return to.endCopy();
        } catch (SQLException e) {
            throw new SideException(Side.TARGET, e);
        }
    }
}
