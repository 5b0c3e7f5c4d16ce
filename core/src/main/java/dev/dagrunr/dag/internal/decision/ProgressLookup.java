package dev.dagrunr.dag.internal.decision;

import java.util.Collection;

/** Gives the stored progress of the cells of a run; the same answer throughout one decision. */
@FunctionalInterface
public interface ProgressLookup {
    TaskProgress get(Cell cell);

    /** Says which cells will be looked up next, so that a store can read them together; some may not exist. */
    default void expect(Collection<Cell> cells) {}
}
