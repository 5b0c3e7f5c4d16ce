package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.TaskState;
import dev.dagrunr.dag.internal.decision.Cell;
import dev.dagrunr.dag.internal.decision.LeftOut;
import dev.dagrunr.dag.internal.model.Graph;
import dev.dagrunr.dag.internal.model.Task;
import dev.dagrunr.dag.internal.model.Traits;
import dev.dagrunr.engine.internal.json.Json;
import dev.dagrunr.engine.internal.store.StoredInstance;
import dev.dagrunr.engine.internal.store.XComStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which tasks the branches and short circuits of a run left out, by the values that they returned. */
final class Choices {
    private Choices() {}

    /** Ids of the tasks that one task left out by what it has just returned. */
    static List<String> leftOut(Graph graph, String taskId, AttemptResult.Value value) {
        var task = graph.task(taskId);
        return LeftOut.by(graph, task, choice(task, value));
    }

    /** What all tasks of a run left out that have succeeded. */
    static Set<Cell> leftOut(Connection connection, long run, Graph graph, List<StoredInstance> instances)
            throws SQLException {
        var leftOut = new LinkedHashSet<Cell>();
        for (var instance : instances) {
            var task = graph.task(instance.taskId());
            if (task.traits().choice() != Traits.Choice.NONE && instance.state() == TaskState.SUCCESS) {
                var ids = leftOut(graph, task.id(), stored(connection, run, task, instance.mapIndex()));
                leftOut.addAll(LeftOut.cells(graph, Cell.of(graph, task.id(), instance.mapIndex()), ids));
            }
        }
        return leftOut;
    }

    private static AttemptResult.Value stored(Connection connection, long run, Task task, int mapIndex)
            throws SQLException {
        if (task.traits().choice() == Traits.Choice.BRANCH) {
            return new AttemptResult.Elements(XComStore.elements(connection, run, task.id(), mapIndex));
        }
        return XComStore.value(connection, run, task.id(), mapIndex)
                .<AttemptResult.Value>map(AttemptResult.Whole::new)
                .orElseGet(AttemptResult.Nothing::new);
    }

    private static @Nullable Object choice(Task task, AttemptResult.Value value) {
        if (task.traits().choice() == Traits.Choice.NONE) {
            return null;
        }
        if (value instanceof AttemptResult.Elements elements) {
            return elements.jsons().stream()
                    .map(json -> Json.read(json, String.class))
                    .toList();
        }
        return value instanceof AttemptResult.Whole whole ? Json.read(whole.json(), Boolean.class) : null;
    }
}
