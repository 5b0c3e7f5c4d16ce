package dev.dagrunr.dag.internal.decision;

import dev.dagrunr.dag.TaskState;

/**
 * How many task instances ended how. Kept as counters, so that the end of one of ten thousand mapped instances costs as
 * much as the end of one.
 *
 * @param total all instances, ended or not
 */
public record Tally(int total, int success, int skipped, int failed, int upstreamFailed, int removed) {
    public static Tally of(int total) {
        return new Tally(total, 0, 0, 0, 0, 0);
    }

    /** How many ended, in whatever way. */
    public int done() {
        return success + skipped + failed + upstreamFailed + removed;
    }

    public boolean complete() {
        return done() >= total;
    }

    /** The same with {@code count} more instances that ended in {@code state}. */
    public Tally plus(TaskState state, int count) {
        return switch (state) {
            case SUCCESS -> new Tally(total, success + count, skipped, failed, upstreamFailed, removed);
            case SKIPPED -> new Tally(total, success, skipped + count, failed, upstreamFailed, removed);
            case FAILED -> new Tally(total, success, skipped, failed + count, upstreamFailed, removed);
            case UPSTREAM_FAILED -> new Tally(total, success, skipped, failed, upstreamFailed + count, removed);
            case REMOVED -> new Tally(total, success, skipped, failed, upstreamFailed, removed + count);
            case NONE, SCHEDULED, QUEUED, RUNNING, RESTARTING, UP_FOR_RETRY, UP_FOR_RESCHEDULE ->
                throw new IllegalArgumentException(state + " is not an end");
        };
    }

    /** Both together. */
    public Tally plus(Tally other) {
        return new Tally(
                total + other.total,
                success + other.success,
                skipped + other.skipped,
                failed + other.failed,
                upstreamFailed + other.upstreamFailed,
                removed + other.removed);
    }

    public Tally withTotal(int newTotal) {
        return new Tally(newTotal, success, skipped, failed, upstreamFailed, removed);
    }
}
