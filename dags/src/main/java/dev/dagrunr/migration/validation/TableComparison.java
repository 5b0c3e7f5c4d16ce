package dev.dagrunr.migration.validation;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What was found for one table. Can be stored as JSON. Immutable.
 *
 * @param sourceTable for people, {@code schema.table}
 * @param sourceChecksum null when only rows were counted
 * @param error why the tables could not be compared; null when they were, and then the counts are valid
 */
public record TableComparison(
        String sourceTable,
        String targetTable,
        long sourceRows,
        long targetRows,
        @Nullable String sourceChecksum,
        @Nullable String targetChecksum,
        @Nullable String error) {

    /** Whether both sides were read and hold the same. */
    public boolean equal() {
        return error == null && sourceRows == targetRows && Objects.equals(sourceChecksum, targetChecksum);
    }
}
