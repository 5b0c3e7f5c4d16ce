package dev.dagrunr.engine;

import dev.dagrunr.dag.Reprocess;
import java.time.Instant;

/**
 * Which runs a backfill creates, and how. Immutable.
 *
 * @param from the first logical date, at the earliest
 * @param to the last logical date, at the latest
 * @param backwards whether the newest run starts first
 * @param maxActiveRuns how many of its runs are running at the same time, beside the other runs of the DAG
 */
public record BackfillOptions(Instant from, Instant to, Reprocess reprocess, boolean backwards, int maxActiveRuns) {
    private static final int DEFAULT_MAX_ACTIVE_RUNS = 10;

    /** Leaves runs that exist as they are, starts the oldest first, ten at once. */
    public static BackfillOptions between(Instant from, Instant to) {
        return new BackfillOptions(from, to, Reprocess.NONE, false, DEFAULT_MAX_ACTIVE_RUNS);
    }

    public BackfillOptions reprocessing(Reprocess which) {
        return new BackfillOptions(from, to, which, backwards, maxActiveRuns);
    }

    public BackfillOptions newestFirst() {
        return new BackfillOptions(from, to, reprocess, true, maxActiveRuns);
    }

    public BackfillOptions withMaxActiveRuns(int limit) {
        return new BackfillOptions(from, to, reprocess, backwards, limit);
    }
}
