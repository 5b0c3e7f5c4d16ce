package dev.dagrunr.migration.transform;

import org.jspecify.annotations.Nullable;

/**
 * Makes the value that the target gets of the value that the source has. Called for every row, NULLs included, from several
 * threads at once. It has to give the same for the same value: a chunk that failed is read again, and what depends on a clock or
 * on chance would differ. What it throws fails the task of the table.
 */
@FunctionalInterface
public interface ColumnTransformer {
    /**
     * @param value as the source's server writes it as text, with ISO dates, hexadecimal bytea and UTC; null for NULL
     * @return what the target's server reads; null for NULL
     */
    @Nullable String transform(@Nullable String value, SourceColumn column);

    /**
     * Refuses columns that it cannot serve, before anything is changed.
     *
     * @throws IllegalArgumentException with a sentence that names the column and its type
     */
    default void check(SourceColumn column) {}
}
