package dev.dagrunr.dag.internal.decision;

import dev.dagrunr.dag.internal.model.Graph;
import java.util.ArrayList;
import java.util.List;

/** Map indexes of a task from the first to the last. */
public record Span(int first, int last) {
    /** All instances of a cell. */
    static Span of(Graph graph, Cell cell, TaskProgress progress) {
        int depth = graph.depth(cell.taskId());
        boolean ownIndexes = cell.path().size() < depth && progress.expanded();
        var range = ownIndexes ? cell.path().range(depth) : null;
        int index = cell.path().mapIndex(depth);
        return range == null ? new Span(index, index) : new Span(range[0], range[1]);
    }

    /** The same map indexes in as few spans as can be, when they come in order. */
    static List<Span> joined(List<Span> spans, Span next) {
        var joined = new ArrayList<>(spans);
        int end = joined.size() - 1;
        if (end >= 0 && next.first() >= 0 && (long) joined.get(end).last() + 1 == next.first()) {
            joined.set(end, new Span(joined.get(end).first(), next.last()));
        } else {
            joined.add(next);
        }
        return joined;
    }

    public boolean holds(int mapIndex) {
        return first <= mapIndex && mapIndex <= last;
    }
}
