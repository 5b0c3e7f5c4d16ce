package dev.dagrunr.migration.transfer;

/**
 * How a table's rows are told apart into partitions and chunks. A table that the strategy cannot serve is moved as under
 * {@link #AUTO}, and the log says so.
 */
public enum PartitionStrategy {
    /**
     * By the place of rows, where the server can read ranges of places; else by the key, with bounds from the statistics
     * of the key where there are some; else in one piece. Never reads a table to plan it when the place can serve.
     */
    AUTO,
    /** By the place of rows (TID ranges): ordinary tables and materialized views, PostgreSQL 14 and later. */
    TID,
    /** By the key; bounds are found by counting along its index. */
    KEYSET,
    /** By the key; bounds by {@code ntile} over all keys. */
    NTILE,
    /** By the key; bounds by {@code row_number} over all keys. */
    ROW_NUMBER,
    /** By a key of one column; bounds from the histogram that the last ANALYZE left, without reading the table. */
    HISTOGRAM;

    boolean byPlace() {
        return this == AUTO || this == TID;
    }
}
