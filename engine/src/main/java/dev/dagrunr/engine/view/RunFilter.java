package dev.dagrunr.engine.view;

import dev.dagrunr.dag.RunState;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Which runs are wanted. Immutable.
 *
 * @param dagId of one DAG; empty for all
 * @param states empty for all
 * @param runType such as {@code manual}; empty for all
 * @param text what the run id contains, in any case; empty for all
 */
public record RunFilter(Optional<String> dagId, List<RunState> states, Optional<String> runType, String text) {
    public RunFilter {
        states = List.copyOf(states);
    }

    public static RunFilter all() {
        return new RunFilter(Optional.empty(), List.of(), Optional.empty(), "");
    }

    public static RunFilter ofDag(String dagId) {
        return new RunFilter(Optional.of(dagId), List.of(), Optional.empty(), "");
    }

    public RunFilter withStates(Collection<RunState> wanted) {
        return new RunFilter(dagId, List.copyOf(wanted), runType, text);
    }

    public RunFilter withRunType(Optional<String> wanted) {
        return new RunFilter(dagId, states, wanted, text);
    }

    public RunFilter withText(String contained) {
        return new RunFilter(dagId, states, runType, contained);
    }
}
