package dev.dagrunr.migration.transform;

/**
 * Changes values of a row in view of others. Called for every row, from several threads at once, after the table's column
 * transformers; as those, it has to give the same for the same row. It cannot leave a row out: a row filter does that, on the
 * source.
 */
@FunctionalInterface
public interface RowTransformer {
    void transform(Row row);
}
