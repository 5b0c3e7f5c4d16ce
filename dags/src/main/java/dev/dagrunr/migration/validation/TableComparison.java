package dev.dagrunr.migration.validation;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What was found for one table. Can be stored as JSON. Immutable.
 *
 * @param sourceTable for people, {@code schema.table}
 * @param sourceChecksum null when only rows were counted
 * @param sampledRows how many rows were looked up on the other side; 0 unless a sample was taken
 * @param differences rows that differ, by their keys and at most ten; empty when none was found or there is no key
 * @param note what was not compared, or only in part; null when everything was
 * @param error why the tables could not be compared; null when they were, and then the counts are valid
 */
public record TableComparison(
        String sourceTable,
        String targetTable,
        long sourceRows,
        long targetRows,
        @Nullable String sourceChecksum,
        @Nullable String targetChecksum,
        int sampledRows,
        List<String> differences,
        @Nullable String note,
        @Nullable String error) {
    public TableComparison {
        differences = List.copyOf(differences);
    }

    /** Of tables that could not be compared. */
    public static TableComparison failed(String sourceTable, String targetTable, String error) {
        return new TableComparison(sourceTable, targetTable, 0, 0, null, null, 0, List.of(), null, error);
    }

    /** Whether both sides were read and hold the same, as far as it was compared. */
    public boolean equal() {
        return error == null
                && sourceRows == targetRows
                && Objects.equals(sourceChecksum, targetChecksum)
                && differences.isEmpty();
    }

    TableComparison withDifferences(List<String> found) {
        return new TableComparison(
                sourceTable,
                targetTable,
                sourceRows,
                targetRows,
                sourceChecksum,
                targetChecksum,
                sampledRows,
                found,
                note,
                error);
    }

    TableComparison withSample(int rows, List<String> found) {
        return new TableComparison(
                sourceTable,
                targetTable,
                sourceRows,
                targetRows,
                sourceChecksum,
                targetChecksum,
                rows,
                found,
                note,
                error);
    }
}
