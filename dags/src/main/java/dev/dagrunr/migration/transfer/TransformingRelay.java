package dev.dagrunr.migration.transfer;

import dev.dagrunr.migration.transform.TableTransform;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;

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
    public Relayed relay(Connection source, Connection target, CopyStatements.Chunk chunk, Watch watch)
            throws SideException {
        waiting.reset();
        var copies = CopyPair.begin(source, target, chunk);
        var rows = 0L;
        var bytes = 0L;
        for (var line = copies.read(); line != null; line = copies.read()) {
            row.read(line);
            apply();
            row.write(waiting);
            rows++;
            bytes += line.length;
            if (waiting.size() >= MESSAGE) {
                send(copies);
                watch.passed(rows, bytes);
            }
        }
        send(copies);
        return copies.end(bytes);
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

    private void send(CopyPair copies) throws SideException {
        if (waiting.size() > 0) {
            copies.write(waiting.toByteArray(), waiting.size());
            waiting.reset();
        }
    }
}
