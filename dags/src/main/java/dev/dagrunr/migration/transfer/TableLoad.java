package dev.dagrunr.migration.transfer;

import java.util.List;

/**
 * One table to move. A value that can be stored as JSON: it holds names and numbers only. Immutable.
 *
 * @param columns to be copied, in this order; generated columns must not be among them. May be empty
 * @param keyColumns a unique key without nulls, in its order, normally the primary key: chunks follow it. Empty for
 *     chunks in physical order
 * @param estimatedRows for progress and the size of physical chunks; 0 when unknown
 * @param chunkSize rows that are committed together, about; at least 1
 */
public record TableLoad(
        TableAddress source,
        TableAddress target,
        List<String> columns,
        List<String> keyColumns,
        long estimatedRows,
        int chunkSize) {

    public TableLoad {
        columns = List.copyOf(columns);
        keyColumns = List.copyOf(keyColumns);
        if (chunkSize < 1) {
            throw new IllegalArgumentException(
                    "chunk_size of table " + source + " is " + chunkSize + "; it must be at least 1");
        }
        estimatedRows = Math.max(0, estimatedRows);
    }
}
