package dev.dagrunr.dag.internal.model;

import java.util.Optional;

/**
 * Which slots an instance of a task takes while it is queued or running, beside one of its run.
 *
 * @param pool the pool whose slots it takes
 * @param poolSlots how many of them
 * @param maxActive how many instances of the task may be queued or running in all runs together
 * @param maxActiveInRun how many of them in one run
 */
public record Slots(String pool, int poolSlots, Optional<Integer> maxActive, Optional<Integer> maxActiveInRun) {
    /** The pool of tasks that name none. */
    public static final String DEFAULT_POOL = "default_pool";

    public static final Slots DEFAULTS = new Slots(DEFAULT_POOL, 1, Optional.empty(), Optional.empty());

    /** Whether more than the slots of the run and of the default pool decides when an instance is queued. */
    public boolean special() {
        return !equals(DEFAULTS);
    }

    public Slots withPool(String name) {
        return new Slots(name, poolSlots, maxActive, maxActiveInRun);
    }

    public Slots withPoolSlots(int slots) {
        return new Slots(pool, slots, maxActive, maxActiveInRun);
    }

    public Slots withMaxActive(int limit) {
        return new Slots(pool, poolSlots, Optional.of(limit), maxActiveInRun);
    }

    public Slots withMaxActiveInRun(int limit) {
        return new Slots(pool, poolSlots, maxActive, Optional.of(limit));
    }
}
