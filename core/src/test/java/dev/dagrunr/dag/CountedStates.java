package dev.dagrunr.dag;

import static java.util.Objects.requireNonNull;

import dev.dagrunr.dag.internal.decision.Decision;
import dev.dagrunr.dag.internal.decision.Event;
import dev.dagrunr.dag.internal.decision.Progression;
import dev.dagrunr.dag.internal.decision.Recount;
import dev.dagrunr.dag.internal.decision.Returned;
import dev.dagrunr.dag.internal.decision.Transition;
import dev.dagrunr.dag.internal.model.Graph;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A run that is in given states, counted as a store does after it changed instances from outside. */
final class CountedStates {
    private final Graph graph;
    private final Map<String, List<TaskState>> states;

    /** @param states by task those of its instances; a mapped task with one instance is not expanded */
    CountedStates(Graph graph, Map<String, List<TaskState>> states) {
        this.graph = graph;
        this.states = states;
    }

    Decision decide() {
        var instances = new ArrayList<Recount.Instance>();
        graph.tasks().forEach(task -> {
            var all = requireNonNull(states.get(task.id()), task.id());
            for (int index = 0; index < all.size(); index++) {
                var state = all.get(index);
                var returned = state == TaskState.SUCCESS ? new Returned(1, 1) : Returned.NOTHING;
                instances.add(new Recount.Instance(task.id(), all.size() == 1 ? -1 : index, state, returned));
            }
        });
        var recount = Recount.of(graph, instances, Set.of());
        return Progression.decide(
                graph,
                recount.run(),
                cell -> requireNonNull(recount.cells().get(cell), cell::toString),
                new Event.Started());
    }

    /** The state that the run is in after that decision. */
    RunState runState() {
        return decide().transitions().stream()
                .filter(Transition.EndRun.class::isInstance)
                .map(end -> ((Transition.EndRun) end).state())
                .findFirst()
                .orElse(RunState.RUNNING);
    }

    /** Which waiting instances may run after that decision, as {@code task:map_index}. */
    List<String> scheduled() {
        var scheduled = new ArrayList<String>();
        for (var transition : decide().transitions()) {
            if (transition instanceof Transition.Schedule schedule) {
                var all = requireNonNull(states.get(schedule.taskId()), schedule.taskId());
                for (int index = 0; index < all.size(); index++) {
                    int mapIndex = all.size() == 1 ? -1 : index;
                    if (all.get(index) == TaskState.NONE
                            && schedule.instances().stream().anyMatch(span -> span.holds(mapIndex))) {
                        scheduled.add(schedule.taskId() + ":" + mapIndex);
                    }
                }
            }
        }
        return scheduled;
    }
}
