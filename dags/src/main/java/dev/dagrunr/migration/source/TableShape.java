package dev.dagrunr.migration.source;

import java.util.List;

/**
 * A table of a source. Can be stored as JSON. Immutable.
 *
 * @param name as the target is to have it, case included, without a schema
 * @param columns at least one, in the order in which {@link RowReader} gives their values
 * @param primaryKey names of columns, in the order of the key; empty when there is none
 * @param estimatedRows for progress alone; 0 when unknown
 */
public record TableShape(String name, List<ColumnShape> columns, List<String> primaryKey, long estimatedRows) {
    public TableShape {
        columns = List.copyOf(columns);
        primaryKey = List.copyOf(primaryKey);
        estimatedRows = Math.max(0, estimatedRows);
    }
}
