package dev.dagrunr.dag.internal.decision;

import dev.dagrunr.dag.TaskState;
import dev.dagrunr.dag.internal.model.Graph;
import dev.dagrunr.dag.internal.model.MapPath;
import dev.dagrunr.dag.internal.model.Task;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The cells of a run as one decision sees and changes them. */
final class Counted {
    private final Graph graph;
    private final ProgressLookup stored;
    private final Map<Cell, TaskProgress> changed = new LinkedHashMap<>();
    private final Set<Cell> created = new LinkedHashSet<>();

    /** What the rule of a cell is about: its own counters, with those that it shares with other parts of the same whole. */
    record Seen(Tally upstream, Tally setups, boolean leftOut) {}

    Counted(Graph graph, ProgressLookup stored) {
        this.graph = graph;
        this.stored = stored;
    }

    Map<Cell, TaskProgress> changed() {
        return changed;
    }

    Set<Cell> created() {
        return created;
    }

    TaskProgress get(Cell cell) {
        var known = changed.get(cell);
        return known != null ? known : stored.get(cell);
    }

    void change(Cell cell, UnaryOperator<TaskProgress> change) {
        changed.put(cell, change.apply(get(cell)));
    }

    void expect(Collection<Cell> cells) {
        var unknown = cells.stream()
                .flatMap(cell -> cell.line().stream())
                .filter(cell -> !changed.containsKey(cell))
                .toList();
        stored.expect(unknown);
    }

    /** All that the end of an instance in the cell can touch directly. */
    void expectAround(Cell cell) {
        expectAround(List.of(cell));
    }

    void expectAround(Collection<Cell> cells) {
        var around = new ArrayList<>(cells);
        for (var cell : cells) {
            graph.downstream(cell.taskId()).forEach(id -> around.add(near(cell, id)));
            graph.watchersOf(cell.taskId()).forEach(id -> around.add(near(cell, id)));
        }
        expect(around);
    }

    boolean isSum(Cell cell) {
        return !cell.isInnermost(graph) && get(cell).expanded();
    }

    Seen seenBy(Cell cell) {
        var own = get(cell);
        if (cell.path().size() == 0) {
            return new Seen(own.upstream(), own.setups(), own.leftOut());
        }
        var upstream = own.upstream();
        var setups = own.setups();
        boolean leftOut = own.leftOut();
        for (int length = 0; length < cell.path().size(); length++) {
            var around = get(cell.prefix(length));
            upstream = upstream.plus(around.upstream());
            setups = setups.plus(around.setups());
            leftOut = leftOut || around.leftOut();
        }
        return new Seen(upstream, setups, leftOut);
    }

    /** The cells of tasks that are no sums. */
    List<Cell> innermost(Collection<Task> tasks) {
        var level = tasks.stream().map(task -> Cell.whole(task.id())).toList();
        var found = new ArrayList<Cell>();
        while (!level.isEmpty()) {
            expect(level);
            var next = new ArrayList<Cell>();
            for (var cell : level) {
                if (isSum(cell)) {
                    next.addAll(cell.parts(get(cell).width()));
                } else {
                    found.add(cell);
                }
            }
            level = next;
        }
        return found;
    }

    /** Where another task counts what happens in a cell, if it is expanded as far as that. */
    private Cell near(Cell cell, String otherId) {
        int shared = graph.sharedScopes(cell.taskId(), otherId);
        return new Cell(otherId, cell.path().prefix(shared));
    }

    /** Where another task counts what happens in a cell: as near to it as the other is expanded. */
    Cell reachedFrom(Cell cell, String otherId) {
        return nearest(near(cell, otherId));
    }

    /** The cell itself, or what is around it and was never expanded as far. */
    private Cell nearest(Cell wanted) {
        for (int length = 0; length < wanted.path().size(); length++) {
            var around = wanted.prefix(length);
            if (!get(around).expanded()) {
                return around;
            }
        }
        return wanted;
    }

    /** What a cell reads of a task that it is expanded over. */
    Cell sourceOf(Cell cell, String sourceId) {
        var source = near(cell, sourceId);
        expect(List.of(source));
        return reachedFrom(cell, sourceId);
    }

    /** The cells at a path of those tasks of a group that are still to be expanded there. */
    List<Cell> waitingFor(String group, MapPath path) {
        var members = graph.members(group).stream()
                .map(task -> new Cell(task.id(), path))
                .toList();
        expect(members);
        return members.stream()
                .filter(cell -> nearest(cell).equals(cell))
                .filter(cell -> !get(cell).expanded() && get(cell).waiting() > 0)
                .toList();
    }

    void end(Cell cell, TaskState state, int count, Returned returned) {
        cell.line()
                .forEach(part -> change(
                        part,
                        progress -> progress.withOwn(progress.own().plus(state, count))
                                .plusReturned(returned)));
    }

    void expand(Cell cell, int width) {
        change(cell, progress -> progress.expandedTo(width));
        moreInstances(cell, width - 1);
    }

    /** @param together the tasks that are expanded with it: what they do counts for its parts */
    void split(Cell cell, int width, Set<String> together) {
        var task = graph.task(cell.taskId());
        int upstream = (int) task.upstream().stream().filter(together::contains).count();
        int setups = (int) graph.watchedSetups(task.id()).stream()
                .filter(together::contains)
                .count();
        change(cell, progress -> progress.splitInto(width, upstream, setups));
        moreInstances(cell, width - 1);
        boolean toExpand = graph.depth(task.id()) > cell.path().size() + 1;
        var part = TaskProgress.initial(toExpand, upstream, setups);
        for (var created : cell.parts(width)) {
            changed.put(created, part);
            this.created.add(created);
        }
    }

    private void moreInstances(Cell cell, int more) {
        var line = cell.line();
        line.subList(0, line.size() - 1)
                .forEach(around -> change(
                        around,
                        progress -> progress.withOwn(
                                progress.own().withTotal(progress.own().total() + more))));
    }

    /** Tells the tasks after a cell that it has more instances now, but for those that are expanded together with it. */
    void widen(Cell cell, int more, Set<String> together) {
        expectAround(cell);
        for (var id : graph.downstream(cell.taskId())) {
            if (!together.contains(id)) {
                change(
                        reachedFrom(cell, id),
                        progress -> progress.withUpstream(progress.upstream()
                                .withTotal(progress.upstream().total() + more)));
            }
        }
        for (var id : graph.watchersOf(cell.taskId())) {
            if (!together.contains(id)) {
                change(
                        reachedFrom(cell, id),
                        progress -> progress.withSetups(
                                progress.setups().withTotal(progress.setups().total() + more)));
            }
        }
    }
}
