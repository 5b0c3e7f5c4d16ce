package dev.dagrunr.dag.internal.model;

/**
 * What a task is beside something that runs.
 *
 * @param choice whether its value decides which tasks after it are left out
 * @param group id of the group that it is in, such as {@code load.indexes}; empty when it is in none
 */
public record Traits(Choice choice, Role role, String group) {
    public static final Traits NONE = new Traits(Choice.NONE, Role.WORK, "");

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

    /** What a task is for. */
    public enum Role {
        WORK,
        /** Makes something that the tasks after it need; none of them runs without it. */
        SETUP,
        /** Takes away what setups made. How it ends says nothing about the run. */
        TEARDOWN,
        /** A teardown whose failure fails the run. */
        CRITICAL_TEARDOWN;

        public boolean isTeardown() {
            return this == TEARDOWN || this == CRITICAL_TEARDOWN;
        }
    }
}
