package dev.dagrunr.dag.internal.decision;

import dev.dagrunr.dag.TaskState;
import java.util.ArrayList;
import java.util.List;

/** The transitions of one decision, in their order; what is the same for neighbours is one. */
final class Actions {
    private final List<Transition> all = new ArrayList<>();

    List<Transition> all() {
        return all;
    }

    void add(Transition transition) {
        all.add(transition);
    }

    void schedule(String taskId, Span instances) {
        int end = all.size() - 1;
        if (end >= 0
                && all.get(end) instanceof Transition.Schedule last
                && last.taskId().equals(taskId)) {
            all.set(end, new Transition.Schedule(taskId, Span.joined(last.instances(), instances)));
        } else {
            add(new Transition.Schedule(taskId, List.of(instances)));
        }
    }

    void settle(String taskId, Span instances, TaskState state, String reason) {
        int end = all.size() - 1;
        if (end >= 0
                && all.get(end) instanceof Transition.Settle last
                && last.taskId().equals(taskId)
                && last.state() == state
                && last.reason().equals(reason)) {
            all.set(end, new Transition.Settle(taskId, Span.joined(last.instances(), instances), state, reason));
        } else {
            add(new Transition.Settle(taskId, List.of(instances), state, reason));
        }
    }
}
