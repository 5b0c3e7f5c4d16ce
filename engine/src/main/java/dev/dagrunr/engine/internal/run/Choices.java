package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.TaskState;
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
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which tasks the branches and short circuits of a run left out, by the values that they returned. */
final class Choices {
    private Choices() {}

    /** Ids of the tasks that one task left out by what it has just returned. */
    static List<String> leftOut(Graph graph, String taskId, AttemptResult.Value value) {
        var task = graph.task(taskId);
        return LeftOut.by(graph, task, choice(task, value));
    }

    /** Ids of the tasks that all tasks of a run left out which have succeeded. */
    static Set<String> leftOut(Connection connection, long run, Graph graph, List<StoredInstance> instances)
            throws SQLException {
        var succeeded = instances.stream()
                .filter(instance -> instance.state() == TaskState.SUCCESS)
                .map(StoredInstance::taskId)
                .collect(Collectors.toSet());
        var leftOut = new LinkedHashSet<String>();
        for (var task : graph.tasks()) {
            if (task.traits().choice() != Traits.Choice.NONE && succeeded.contains(task.id())) {
                leftOut.addAll(leftOut(graph, task.id(), stored(connection, run, task)));
            }
        }
        return leftOut;
    }

    private static AttemptResult.Value stored(Connection connection, long run, Task task) throws SQLException {
        if (task.traits().choice() == Traits.Choice.BRANCH) {
            return new AttemptResult.Elements(XComStore.elements(connection, run, task.id()));
        }
        return XComStore.value(connection, run, task.id(), -1)
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
