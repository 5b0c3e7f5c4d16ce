package dev.dagrunr.migration.validation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table of the source and the one of the target that should equal it; names as the catalog stores them. Immutable.
 *
 * @param columns whose values are compared, in this order; none when rows are only counted
 * @param key columns that tell rows apart and are the same on both sides, to name rows that differ; may be empty
 * @param where a condition of SQL for the rows of the source; null for all of them
 * @param note what else the reader of a report has to know; null for nothing
 */
public record TablePair(
        String sourceSchema,
        String sourceTable,
        String targetSchema,
        String targetTable,
        List<String> columns,
        List<String> key,
        @Nullable String where,
        @Nullable String note) {
    public TablePair {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
    }

    /** All rows of two tables, which are not named when they differ. */
    public TablePair(
            String sourceSchema, String sourceTable, String targetSchema, String targetTable, List<String> columns) {
        this(sourceSchema, sourceTable, targetSchema, targetTable, columns, List.of(), null, null);
    }

    /** The same pair with the columns that tell rows apart. */
    public TablePair withKey(List<String> other) {
        return new TablePair(sourceSchema, sourceTable, targetSchema, targetTable, columns, other, where, note);
    }
}
