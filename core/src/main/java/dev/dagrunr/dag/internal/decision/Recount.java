package dev.dagrunr.dag.internal.decision;

import dev.dagrunr.dag.TaskState;
import dev.dagrunr.dag.internal.model.Graph;
import dev.dagrunr.dag.internal.model.MapPath;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * The counters of a run, counted anew from its instances: for the rare times when somebody changes instances from outside.
 * Pure.
 */
public record Recount(RunProgress run, Map<Cell, TaskProgress> cells) {

    /** A task instance as far as it counts. */
    public record Instance(String taskId, int mapIndex, TaskState state, Returned returned) {}

    /**
     * @param leftOut what branches and short circuits left out
     */
    public static Recount of(Graph graph, Collection<Instance> instances, Set<Cell> leftOut) {
        var count = new Count(graph);
        // an instance that was removed with its expansion counts for nothing
        instances.stream()
                .filter(instance -> instance.state() != TaskState.REMOVED)
                .forEach(count::add);
        count.relate();
        leftOut.forEach(count::leaveOut);
        int live = (int) instances.stream()
                .filter(instance -> !instance.state().finished() && instance.state() != TaskState.NONE)
                .count();
        return new Recount(count.run(live), count.cells);
    }

    private static final class Count {
        private static final TaskProgress EMPTY =
                new TaskProgress(0, 0, Tally.of(0), Tally.of(0), Tally.of(0), 0, 0, false);

        private final Graph graph;
        private final Map<Cell, TaskProgress> cells = new LinkedHashMap<>();
        private final Map<Cell, Integer> parts = new HashMap<>();

        private Count(Graph graph) {
            this.graph = graph;
            graph.tasks().forEach(task -> cells.put(Cell.whole(task.id()), EMPTY));
        }

        private void add(Instance instance) {
            int depth = graph.depth(instance.taskId());
            var path = MapPath.of(instance.mapIndex(), depth);
            var cell = Cell.of(graph, instance.taskId(), instance.mapIndex());
            for (var around : cell.line()) {
                change(around, progress -> counted(progress, instance));
                if (around.path().size() < cell.path().size()) {
                    int index = cell.path().indexes().get(around.path().size());
                    parts.merge(around, index + 1, Math::max);
                }
            }
            boolean waits = instance.state() == TaskState.NONE;
            boolean toExpand = path.size() < depth;
            change(
                    cell,
                    progress -> new TaskProgress(
                            toExpand ? TaskProgress.UNEXPANDED : progress.width() + 1,
                            progress.waiting() + (waits ? 1 : 0),
                            progress.upstream(),
                            progress.own(),
                            progress.setups(),
                            progress.results(),
                            progress.elements(),
                            progress.leftOut()));
        }

        private static TaskProgress counted(TaskProgress progress, Instance instance) {
            var own = progress.own().withTotal(progress.own().total() + 1);
            var ended = instance.state().finished() ? own.plus(instance.state(), 1) : own;
            return progress.withOwn(ended).plusReturned(instance.returned());
        }

        private void change(Cell cell, UnaryOperator<TaskProgress> change) {
            cells.put(cell, change.apply(cells.getOrDefault(cell, EMPTY)));
        }

        /** Tells the cells downstream how the instances ended that they depend on. */
        private void relate() {
            parts.forEach((sum, width) -> change(sum, progress -> progress.withWidth(width)));
            for (var cell : List.copyOf(cells.keySet())) {
                if (!parts.containsKey(cell)) {
                    var own = cells.getOrDefault(cell, EMPTY).own();
                    graph.downstream(cell.taskId())
                            .forEach(id -> change(
                                    reached(cell, id),
                                    progress -> progress.withUpstream(
                                            progress.upstream().plus(own))));
                    graph.watchersOf(cell.taskId())
                            .forEach(id -> change(
                                    reached(cell, id),
                                    progress -> progress.withSetups(
                                            progress.setups().plus(own))));
                }
            }
        }

        private Cell reached(Cell cell, String otherId) {
            int shared = graph.sharedScopes(cell.taskId(), otherId);
            var wanted = new Cell(otherId, cell.path().prefix(shared));
            return IntStream.iterate(wanted.path().size(), length -> length > 0, length -> length - 1)
                    .mapToObj(wanted::prefix)
                    .filter(cells::containsKey)
                    .findFirst()
                    .orElse(Cell.whole(otherId));
        }

        private void leaveOut(Cell cell) {
            if (cells.containsKey(cell)) {
                change(cell, TaskProgress::leaveOut);
            }
        }

        private RunProgress run(int live) {
            int open = 0;
            int failedLeaves = 0;
            for (var entry : cells.entrySet()) {
                var own = entry.getValue().own();
                if (!parts.containsKey(entry.getKey())) {
                    boolean failed = own.complete() && own.failed() + own.upstreamFailed() > 0;
                    open += own.complete() ? 0 : 1;
                    failedLeaves += failed && graph.isLeaf(entry.getKey().taskId()) ? 1 : 0;
                }
            }
            return new RunProgress(open, live, failedLeaves);
        }
    }
}
