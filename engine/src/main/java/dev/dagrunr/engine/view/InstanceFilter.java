package dev.dagrunr.engine.view;

import dev.dagrunr.dag.TaskState;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Which instances of a run are wanted, and in which order. Immutable.
 *
 * @param run the row in table {@code dag_run}
 * @param taskId of one task; empty for all
 * @param states empty for all
 * @param text what the label contains, in any case; empty for all
 */
public record InstanceFilter(
        long run, Optional<String> taskId, List<TaskState> states, String text, Order order, boolean descending) {

    /** What a list is ordered by. */
    public enum Order {
        MAP_INDEX,
        LABEL,
        STATE,
        STARTED,
        DURATION,
        TRIES
    }

    public InstanceFilter {
        states = List.copyOf(states);
    }

    public static InstanceFilter ofRun(long run) {
        return new InstanceFilter(run, Optional.empty(), List.of(), "", Order.MAP_INDEX, false);
    }

    public InstanceFilter ofTask(String wanted) {
        return new InstanceFilter(run, Optional.of(wanted), states, text, order, descending);
    }

    public InstanceFilter withStates(Collection<TaskState> wanted) {
        return new InstanceFilter(run, taskId, List.copyOf(wanted), text, order, descending);
    }

    public InstanceFilter withText(String contained) {
        return new InstanceFilter(run, taskId, states, contained, order, descending);
    }

    public InstanceFilter orderedBy(Order wanted, boolean backwards) {
        return new InstanceFilter(run, taskId, states, text, wanted, backwards);
    }
}
