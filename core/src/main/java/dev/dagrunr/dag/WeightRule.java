package dev.dagrunr.dag;

/**
 * What the weight of a task is made of when slots are scarce, with Airflow's meaning. Weights are computed once, when the
 * DAG is built; a task that can be reached by several ways counts once.
 */
public enum WeightRule {
    /** The task's own weight, and nothing else. */
    ABSOLUTE,
    /**
     * The task's own weight and those of all tasks that come after it, however far: what much depends on goes first, and
     * each run gets a little further before another is finished. The default.
     */
    DOWNSTREAM,
    /**
     * The task's own weight and those of all tasks before it, however far: what is nearest to its end goes first, so runs
     * are finished one after the other.
     */
    UPSTREAM
}
