package dev.dagrunr.dag.internal.decision;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The answer to an event.
 *
 * @param changed the progress of each cell that is no longer as it was looked up
 * @param created those of the cells that did not exist before
 */
public record Decision(
        List<Transition> transitions, RunProgress run, Map<Cell, TaskProgress> changed, Set<Cell> created) {
    public Decision {
        transitions = List.copyOf(transitions);
        changed = Map.copyOf(changed);
        created = Set.copyOf(created);
    }
}
