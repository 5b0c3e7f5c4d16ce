package dev.dagrunr.migration;

/** What a migration makes of the materialized views of its source. */
public enum MaterializedViews {
    /** Materialized views, filled by their queries on the target after everything else. */
    REFRESH,
    /**
     * Ordinary tables of the same names, columns and indexes, with the rows that the views have on the source. One that
     * the source has not filled has no rows to move, and is created as it is.
     */
    COPY,
    /** Materialized views that are not filled. */
    NO_DATA
}
