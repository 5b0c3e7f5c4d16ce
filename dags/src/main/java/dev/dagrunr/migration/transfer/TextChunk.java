package dev.dagrunr.migration.transfer;

import dev.dagrunr.migration.source.RowReader;
import dev.dagrunr.migration.source.TableShape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyIn;

/**
 * Rows of a reader in COPY's text format, kept until their checkpoint is written: it names the last of them, and comes first.
 * Confined to one thread.
 */
final class TextChunk {
    /** What sixteen workers can keep in a small heap. */
    private static final int BYTES = 4 << 20;

    private final TableShape table;
    private final RowReader reader;
    private final int mostRows;
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    private long rows;
    private List<String> end = List.of();

    TextChunk(TableShape table, RowReader reader, int mostRows) {
        this.table = table;
        this.reader = reader;
        this.mostRows = mostRows;
    }

    /** Forgets the rows that it has and reads the next ones. */
    void fill() throws IOException {
        lines.reset();
        rows = 0;
        end = List.of();
        while (rows < mostRows && lines.size() < BYTES) {
            var row = reader.next();
            if (row == null) {
                return;
            }
            add(row);
        }
        end = List.copyOf(reader.position());
        if (end.isEmpty()) {
            throw new IllegalStateException("The reader of table '" + table.name() + "' names no position");
        }
    }

    private void add(List<@Nullable String> row) {
        if (row.size() != table.columns().size()) {
            throw new TransferException(
                    TransferErrorCode.SOURCE_FAILED,
                    "A row of table '" + table.name() + "' has " + row.size() + " values for its "
                            + table.columns().size() + " columns, after " + rows + " rows of its chunk.");
        }
        for (int i = 0; i < row.size(); i++) {
            TextRow.writeValue(row.get(i), lines);
            lines.write(i == row.size() - 1 ? '\n' : '\t');
        }
        rows++;
    }

    long rows() {
        return rows;
    }

    long bytes() {
        return lines.size();
    }

    /** The position of the last row; empty when the reader has no more. */
    List<String> end() {
        return end;
    }

    void writeTo(CopyIn copy) throws SQLException {
        copy.writeToCopy(lines.toByteArray(), 0, lines.size());
    }
}
