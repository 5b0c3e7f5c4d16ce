package dev.dagrunr.engine;

/**
 * A pool as it is at one moment. Immutable.
 *
 * @param occupied slots that are taken; more than there are after the pool was made smaller
 * @param waiting task instances that are scheduled and name this pool
 */
public record PoolInfo(PoolSettings settings, int occupied, int waiting) {
    public String name() {
        return settings.name();
    }

    /** Slots that are free; {@link Integer#MAX_VALUE} for a pool without a limit. */
    public int free() {
        return settings.slots() < 0 ? Integer.MAX_VALUE : Math.max(0, settings.slots() - occupied);
    }
}
