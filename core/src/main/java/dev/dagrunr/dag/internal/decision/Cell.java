package dev.dagrunr.dag.internal.decision;

import dev.dagrunr.dag.internal.model.Graph;
import dev.dagrunr.dag.internal.model.MapPath;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What has counters of its own: a task, or the part of it within one instance of the mapped groups around it. The path has an
 * index for each of these groups; a shorter one stands for a part that is not expanded yet, or for the sum of its parts.
 */
public record Cell(String taskId, MapPath path) {
    /** The only cell of a task without a mapped group around it, and the sum of the cells of any other. */
    public static Cell whole(String taskId) {
        return new Cell(taskId, MapPath.ROOT);
    }

    /** The cell that a task instance belongs to. */
    public static Cell of(Graph graph, String taskId, int mapIndex) {
        return new Cell(
                taskId,
                MapPath.of(mapIndex, graph.depth(taskId))
                        .prefix(graph.scopes(taskId).size()));
    }

    /** One number for the path; -1 for that of the whole task. */
    public int scope(Graph graph) {
        return path.mapIndex(graph.scopes(taskId).size());
    }

    public static Cell atScope(Graph graph, String taskId, int scope) {
        return new Cell(taskId, MapPath.of(scope, graph.scopes(taskId).size()));
    }

    /** Whether each group around the task has an index. */
    boolean isInnermost(Graph graph) {
        return path.size() == graph.scopes(taskId).size();
    }

    Cell prefix(int length) {
        return new Cell(taskId, path.prefix(length));
    }

    /** The cells that this one is the sum of, at the next level. */
    List<Cell> parts(int width) {
        return IntStream.range(0, width)
                .mapToObj(index -> new Cell(taskId, path.child(index)))
                .toList();
    }

    /** This cell and those that it counts into, from the outside in. */
    List<Cell> line() {
        return IntStream.rangeClosed(0, path.size()).mapToObj(this::prefix).toList();
    }
}
