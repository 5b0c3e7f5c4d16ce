package dev.dagrunr.dag;

import static java.util.Objects.requireNonNull;

import dev.dagrunr.dag.internal.decision.Cell;
import dev.dagrunr.dag.internal.decision.Decision;
import dev.dagrunr.dag.internal.decision.Event;
import dev.dagrunr.dag.internal.decision.Progression;
import dev.dagrunr.dag.internal.decision.RunProgress;
import dev.dagrunr.dag.internal.decision.Tally;
import dev.dagrunr.dag.internal.decision.TaskProgress;
import dev.dagrunr.dag.internal.decision.Transition;
import dev.dagrunr.dag.internal.model.Graph;
import dev.dagrunr.dag.internal.model.Task;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
        var tasks = new LinkedHashMap<Cell, TaskProgress>();
        graph.tasks().forEach(task -> tasks.put(Cell.whole(task.id()), progress(task)));
        int open =
                (int) tasks.values().stream().filter(task -> !task.complete()).count();
        int live = (int) states.values().stream()
                .flatMap(List::stream)
                .filter(state -> !state.finished() && state != TaskState.NONE)
                .count();
        int failedLeaves = (int) tasks.entrySet().stream()
                .filter(task -> graph.isLeaf(task.getKey().taskId()))
                .map(task -> task.getValue().own())
                .filter(own -> own.complete() && own.failed() + own.upstreamFailed() > 0)
                .count();
        return Progression.decide(
                graph,
                new RunProgress(open, live, failedLeaves),
                cell -> requireNonNull(tasks.get(cell)),
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

    private TaskProgress progress(Task task) {
        var own = instances(task.id());
        int waiting =
                (int) own.stream().filter(state -> state == TaskState.NONE).count();
        int width = task.mapped() && own.size() == 1 ? TaskProgress.UNEXPANDED : own.size();
        return new TaskProgress(
                width,
                waiting,
                tally(task.upstream()),
                tally(List.of(task.id())),
                tally(graph.watchedSetups(task.id())),
                0,
                0,
                false);
    }

    private Tally tally(List<String> taskIds) {
        var all = taskIds.stream().flatMap(id -> instances(id).stream()).toList();
        var tally = Tally.of(all.size());
        for (var state : all) {
            tally = state.finished() ? tally.plus(state, 1) : tally;
        }
        return tally;
    }

    /** Without those that were removed: they count for nothing. */
    private List<TaskState> instances(String taskId) {
        return requireNonNull(states.get(taskId), taskId).stream()
                .filter(state -> state != TaskState.REMOVED)
                .toList();
    }
}
