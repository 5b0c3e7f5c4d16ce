package dev.dagrunr.migration.transfer;

import dev.dagrunr.migration.transform.TableTransform;
import java.io.ByteArrayOutputStream;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOut;

/** Takes rows in text format apart and lets transformers change their values. Confined to one thread at a time. */
final class TransformingRelay implements Relay {
    private static final int MESSAGE = 64 * 1024;

    private final TableTransform transform;
    private final TextRow row;
    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream(2 * MESSAGE);

    TransformingRelay(TableTransform transform) {
        this.transform = transform;
        this.row = new TextRow(transform.columns());
    }

    @Override
    public Relayed relay(CopyOut from, CopyIn to, Watch watch) throws SideException {
        waiting.reset();
        var rows = 0L;
        var bytes = 0L;
        for (var line = read(from); line != null; line = read(from)) {
            row.read(line);
            apply();
            row.write(waiting);
            rows++;
            bytes += line.length;
            if (waiting.size() >= MESSAGE) {
                send(to);
                watch.passed(rows, bytes);
            }
        }
        send(to);
        return new Relayed(from.getHandledRowCount(), end(to), bytes);
    }

    private void apply() {
        try {
            transform.apply(row);
        } catch (RuntimeException e) {
            var table = transform.columns().get(0);
            throw new TransferException(
                    TransferErrorCode.NOT_POSSIBLE,
                    "A transformer of table " + table.schema() + "." + table.table() + " has failed with " + e
                            + "; mend it, or take it out.",
                    null,
                    e);
        }
    }

    private void send(CopyIn to) throws SideException {
        try {
            if (waiting.size() > 0) {
                to.writeToCopy(waiting.toByteArray(), 0, waiting.size());
                waiting.reset();
            }
        } catch (SQLException e) {
            throw new SideException(Side.TARGET, e);
        }
    }

    private static byte @Nullable [] read(CopyOut from) throws SideException {
        try {
            return from.readFromCopy();
        } catch (SQLException e) {
            throw new SideException(Side.SOURCE, e);
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
