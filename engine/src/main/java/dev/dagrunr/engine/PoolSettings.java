package dev.dagrunr.engine;

/**
 * A pool as people make it: slots that the task instances of all DAGs share which name it. Immutable.
 *
 * @param slots how many slots there are; -1 for no limit, 0 to let nothing start
 * @param includeDeferred whether a task that waits for a run of another DAG keeps its slots meanwhile
 * @param description one sentence for people, or empty
 */
public record PoolSettings(String name, int slots, boolean includeDeferred, String description) {
    /** Tasks that name no pool take their slots here. It exists from the start, without a limit, and cannot be deleted. */
    public static final String DEFAULT_POOL = "default_pool";

    public static PoolSettings of(String name, int slots) {
        return new PoolSettings(name, slots, false, "");
    }

    public PoolSettings withDeferred() {
        return new PoolSettings(name, slots, true, description);
    }

    public PoolSettings withDescription(String text) {
        return new PoolSettings(name, slots, includeDeferred, text);
    }
}
