package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.internal.decision.Cell;
import dev.dagrunr.dag.internal.decision.Span;
import dev.dagrunr.dag.internal.model.Graph;
import dev.dagrunr.dag.internal.model.MapPath;
import java.util.List;
import java.util.stream.IntStream;

/** Where in a run something is read from: a task, within the instances of mapped groups around it. */
record Place(Graph graph, String taskId, MapPath path) {
    static Place of(Graph graph, String taskId, int mapIndex) {
        return new Place(graph, taskId, MapPath.of(mapIndex, graph.depth(taskId)));
    }

    /** What one sees from here of another task: what is within the same instances of groups. */
    Place of(String otherId) {
        return new Place(graph, otherId, path.prefix(graph.sharedScopes(taskId, otherId)));
    }

    Place at(MapPath other) {
        return new Place(graph, taskId, other);
    }

    /** Whether it is one instance. */
    boolean isOne() {
        return path.size() == graph.depth(taskId);
    }

    int mapIndex() {
        return path.mapIndex(graph.depth(taskId));
    }

    /** The map indexes of what is expanded here. */
    Span span() {
        var range = path.range(graph.depth(taskId));
        return new Span(range[0], range[1]);
    }

    /** The map indexes that the place has where it is not expanded, or what is around it is not. */
    List<Integer> unexpanded() {
        int depth = graph.depth(taskId);
        return IntStream.range(0, Math.min(path.size() + 1, depth))
                .mapToObj(length -> path.prefix(length).mapIndex(depth))
                .toList();
    }

    Cell cell() {
        return new Cell(taskId, path);
    }
}
