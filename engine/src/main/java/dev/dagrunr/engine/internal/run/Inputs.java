package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.Outcome;
import dev.dagrunr.dag.Outcomes;
import dev.dagrunr.dag.TaskState;
import dev.dagrunr.dag.internal.model.Expansion;
import dev.dagrunr.dag.internal.model.Graph;
import dev.dagrunr.dag.internal.model.InputSource;
import dev.dagrunr.dag.internal.model.Task;
import dev.dagrunr.dag.internal.model.ValueType;
import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.ErrorCode;
import dev.dagrunr.engine.TaskInstanceInfo;
import dev.dagrunr.engine.internal.json.Json;
import dev.dagrunr.engine.internal.store.InstanceReport;
import dev.dagrunr.engine.internal.store.StoredInstance;
import dev.dagrunr.engine.internal.store.XComStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what the body of an attempt takes: the element of a mapped instance, then the inputs as declared. */
final class Inputs {
    private final Connection connection;
    private final Graph graph;
    private final StoredInstance attempt;

    Inputs(Connection connection, Graph graph, StoredInstance attempt) {
        this.connection = connection;
        this.graph = graph;
        this.attempt = attempt;
    }

    List<@Nullable Object> read(Task task) throws SQLException {
        var inputs = new ArrayList<@Nullable Object>();
        if (task.expansion().isPresent()) {
            inputs.add(element(task.expansion().get().source()));
        }
        for (var input : task.inputs()) {
            inputs.add(input instanceof InputSource.Value ? value(input.taskId()) : ending(input.taskId()));
        }
        return inputs;
    }

    private @Nullable Object element(Expansion.Source source) throws SQLException {
        int index = attempt.mapIndex();
        if (source instanceof Expansion.Literal literal) {
            return index < literal.elements().size() ? literal.elements().get(index) : missing("its literal list");
        }
        var taskId = source.task().orElseThrow();
        var json = source instanceof Expansion.ListOf
                ? XComStore.element(connection, attempt.run(), taskId, index)
                : XComStore.nthMapped(connection, attempt.run(), taskId, index);
        return json.isPresent()
                ? Json.readElement(json.get(), graph.task(taskId).valueType())
                : missing("the list of '" + taskId + "'");
    }

    private Object missing(String list) {
        throw new DagRunrException(
                ErrorCode.INVALID_STATE,
                "There is no element " + attempt.mapIndex() + " in " + list + " any more; clear task '"
                        + attempt.taskId() + "' with the task that it is expanded over, and with downstream");
    }

    private @Nullable Object value(String taskId) throws SQLException {
        var task = graph.task(taskId);
        if (task.mapped()) {
            return XComStore.mapped(connection, attempt.run(), taskId).stream()
                    .map(value -> Json.readElement(value.json(), task.valueType()))
                    .toList();
        }
        return unmappedValue(taskId, task.valueType());
    }

    private @Nullable Object unmappedValue(String taskId, ValueType type) throws SQLException {
        if (type.list()) {
            return XComStore.elements(connection, attempt.run(), taskId).stream()
                    .map(json -> Json.readElement(json, type))
                    .toList();
        }
        var json = XComStore.value(connection, attempt.run(), taskId, -1);
        return json.isEmpty() ? null : Json.readElement(json.get(), type);
    }

    private Object ending(String taskId) throws SQLException {
        var task = graph.task(taskId);
        var instances = InstanceReport.ofTask(connection, attempt.run(), taskId);
        if (!task.mapped()) {
            return outcome(instances.get(0), unmappedValue(taskId, task.valueType()));
        }
        Map<Integer, String> values = XComStore.mapped(connection, attempt.run(), taskId).stream()
                .collect(Collectors.toMap(XComStore.MappedValue::mapIndex, XComStore.MappedValue::json));
        var entries = new ArrayList<Outcomes.Entry<Object>>();
        for (var instance : instances) {
            var json = values.get(instance.mapIndex());
            var value = json == null ? null : Json.readElement(json, task.valueType());
            entries.add(new Outcomes.Entry<>(instance.mapIndex(), instance.label(), outcome(instance, value)));
        }
        return new Outcomes<>(entries);
    }

    private Outcome<Object> outcome(TaskInstanceInfo instance, @Nullable Object value) throws SQLException {
        return switch (instance.state()) {
            case SUCCESS -> new Outcome.Succeeded<>(value);
            case FAILED -> new Outcome.Failed<>(instance.reason());
            case UPSTREAM_FAILED -> new Outcome.Failed<>(failureBefore(instance.taskId()));
            case SKIPPED, REMOVED -> new Outcome.Skipped<>();
            case NONE, SCHEDULED, QUEUED, RUNNING, RESTARTING, UP_FOR_RETRY, UP_FOR_RESCHEDULE ->
                new Outcome.Failed<>(
                        "It has not ended, its state is " + instance.state().wireName());
        };
    }

    /** The nearest failure upstream, which is what people have to mend. */
    private String failureBefore(String taskId) throws SQLException {
        var seen = new HashSet<String>();
        var queue = new ArrayDeque<>(graph.task(taskId).upstream());
        while (!queue.isEmpty()) {
            var upstream = queue.remove();
            if (!seen.add(upstream)) {
                continue;
            }
            for (var instance : InstanceReport.ofTask(connection, attempt.run(), upstream)) {
                if (instance.state() == TaskState.FAILED) {
                    return "Task '" + upstream + "' before it failed: " + instance.reason();
                }
            }
            queue.addAll(graph.task(upstream).upstream());
        }
        return "A task before it failed";
    }
}
