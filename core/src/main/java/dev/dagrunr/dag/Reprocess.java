package dev.dagrunr.dag;

/** Which runs that exist a backfill runs again, of those that have ended. */
public enum Reprocess {
    NONE,
    FAILED,
    /** Those that failed and those that succeeded. */
    COMPLETED
}
