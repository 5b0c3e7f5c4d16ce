package dev.dagrunr.dag.internal.decision;

import java.util.Collection;

/** Gives the stored progress of the tasks of a run; the same answer throughout one decision. */
@FunctionalInterface
public interface ProgressLookup {
    TaskProgress get(String taskId);

    /** Says which tasks will be looked up next, so that a store can read them together. */
    default void expect(Collection<String> taskIds) {}
}
