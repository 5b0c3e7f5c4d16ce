package dev.dagrunr.dag;

/** What a backfill does for one logical date. */
public enum BackfillFate {
    /** There was no run. */
    CREATED,
    /** The run that there was is cleared as a whole and runs again. */
    REPROCESSED,
    /** The run that there is has ended, and is left as it is. */
    ALREADY_EXISTS,
    /** The run that there is has not ended, and is left as it is. */
    IN_FLIGHT
}
