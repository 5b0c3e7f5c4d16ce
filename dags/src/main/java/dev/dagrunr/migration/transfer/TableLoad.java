package dev.dagrunr.migration.transfer;

import java.util.List;

/**
 * One table to move. A value that can be stored as JSON: it holds names and numbers only. Immutable.
 *
 * @param columns to be copied, in this order; generated columns must not be among them. May be empty
 * @param keyColumns a unique key without nulls, in its order, normally the primary key. Empty when there is none
 * @param estimatedRows for progress and the size of chunks; 0 when unknown
 * @param estimatedBytes of the rows on disk, with what is stored out of line; 0 when unknown
 */
public record TableLoad(
        TableAddress source,
        TableAddress target,
        List<String> columns,
        List<String> keyColumns,
        long estimatedRows,
        long estimatedBytes,
        Reading reading) {

    public TableLoad {
        columns = List.copyOf(columns);
        keyColumns = List.copyOf(keyColumns);
        estimatedRows = Math.max(0, estimatedRows);
        estimatedBytes = Math.max(0, estimatedBytes);
    }

    /** The same table, read in another way. */
    public TableLoad withReading(Reading other) {
        return new TableLoad(source, target, columns, keyColumns, estimatedRows, estimatedBytes, other);
    }
}
