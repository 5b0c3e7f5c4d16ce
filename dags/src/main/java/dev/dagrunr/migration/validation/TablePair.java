package dev.dagrunr.migration.validation;

import java.util.List;

/**
 * A table of the source and the one of the target that should equal it; names as the catalog stores them. Immutable.
 *
 * @param columns that a checksum covers, in this order; not used for counts
 */
public record TablePair(
        String sourceSchema, String sourceTable, String targetSchema, String targetTable, List<String> columns) {
    public TablePair {
        columns = List.copyOf(columns);
    }
}
