package dev.dagrunr.dag.internal.decision;

import java.util.List;
import java.util.Map;

/**
 * The answer to an event.
 *
 * @param changed the progress of each task that is no longer as it was looked up
 */
public record Decision(List<Transition> transitions, RunProgress run, Map<String, TaskProgress> changed) {
    public Decision {
        transitions = List.copyOf(transitions);
        changed = Map.copyOf(changed);
    }
}
