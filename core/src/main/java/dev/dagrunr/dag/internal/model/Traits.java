package dev.dagrunr.dag.internal.model;

/**
 * What a task is beside something that runs.
 *
 * @param choice whether its value decides which tasks after it are left out
 */
public record Traits(Choice choice) {
    public static final Traits NONE = new Traits(Choice.NONE);

    /** What the value of a task says about the tasks after it. */
    public enum Choice {
        NONE,
        /** The ids of the direct downstream tasks to follow. */
        BRANCH,
        /** Whether to go on; if not, everything downstream is left out. */
        SHORT_CIRCUIT,
        /** Whether to go on; if not, the direct downstream tasks are left out, and those after them follow their rules. */
        SHORT_CIRCUIT_NEXT
    }
}
