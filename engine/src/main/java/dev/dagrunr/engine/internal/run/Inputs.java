package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.Outcome;
import dev.dagrunr.dag.Outcomes;
import dev.dagrunr.dag.internal.model.Expansion;
import dev.dagrunr.dag.internal.model.Graph;
import dev.dagrunr.dag.internal.model.InputSource;
import dev.dagrunr.dag.internal.model.Task;
import dev.dagrunr.dag.internal.model.ValueType;
import dev.dagrunr.engine.TaskInstanceInfo;
import dev.dagrunr.engine.internal.json.Json;
import dev.dagrunr.engine.internal.store.AttemptStore.Claimed;
import dev.dagrunr.engine.internal.store.InstanceReport;
import dev.dagrunr.engine.internal.store.StoredInstance;
import dev.dagrunr.engine.internal.store.XComStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what the body of an attempt takes: the element of a mapped instance, then the inputs as declared. */
final class Inputs {
    private final Connection connection;
    private final Graph graph;
    private final StoredInstance attempt;
    private final Optional<String> element;
    private final StoredValues.Pages pages;
    private final Place here;
    private final Map<String, String> failures = new HashMap<>();

    /** @param pages for what is read only when the body asks for it */
    Inputs(Connection connection, Graph graph, Claimed claimed, StoredValues.Pages pages) {
        this.connection = connection;
        this.pages = pages;
        this.graph = graph;
        this.attempt = claimed.instance();
        this.element = claimed.element();
        this.here = Place.of(graph, attempt.taskId(), attempt.mapIndex());
    }

    List<@Nullable Object> read(Task task) throws SQLException {
        var inputs = new ArrayList<@Nullable Object>();
        if (task.mapped()) {
            inputs.add(
                    element.isPresent()
                            ? element(element.get())
                            : element(here.path().size() - 1));
        }
        for (var input : task.inputs()) {
            inputs.add(input(input));
        }
        return inputs;
    }

    private @Nullable Object input(InputSource input) throws SQLException {
        if (input instanceof InputSource.OfGroup group) {
            return element(graph.scopes(attempt.taskId()).indexOf(group.groupId()));
        }
        var place = here.of(((InputSource.OfTask) input).taskId());
        return input instanceof InputSource.Value ? value(place) : ending(place);
    }

    private Expansion.Element element(String json) {
        var list = (Expansion.ListOf) graph.expansion(attempt.taskId(), 0).source();
        var value = Json.readElement(json, graph.task(list.taskId()).valueType());
        return () -> value;
    }

    /** Computed with the body, so that what the list's own functions throw ends this attempt alone. */
    private Expansion.Element element(int level) throws SQLException {
        var source = graph.expansion(attempt.taskId(), level).source();
        var around = here.at(here.path().prefix(level));
        return new StoredLists(connection, attempt.run(), around)
                .element(source, here.path().indexes().get(level));
    }

    private @Nullable Object value(Place place) throws SQLException {
        return place.isOne() ? valueOfOne(place) : valuesOf(place);
    }

    private List<@Nullable Object> valuesOf(Place place) throws SQLException {
        var indexes = XComStore.indexes(connection, attempt.run(), place.taskId(), place.span());
        var stored = new StoredValues(place.taskId(), type(place), indexes, pages);
        return indexes.length > StoredValues.PAGE
                ? stored
                : values(place).stream()
                        .map(value -> Json.readValue(value.json(), type(place)))
                        .toList();
    }

    private List<XComStore.MappedValue> values(Place place) throws SQLException {
        return XComStore.mapped(connection, attempt.run(), place.taskId(), place.span());
    }

    private ValueType type(Place place) {
        return graph.task(place.taskId()).valueType();
    }

    private @Nullable Object valueOfOne(Place place) throws SQLException {
        var type = type(place);
        if (type.list()) {
            return XComStore.elements(connection, attempt.run(), place.taskId(), place.mapIndex()).stream()
                    .map(json -> Json.readElement(json, type))
                    .toList();
        }
        var json = XComStore.value(connection, attempt.run(), place.taskId(), place.mapIndex());
        return json.isEmpty() ? null : Json.readElement(json.get(), type);
    }

    private Object ending(Place place) throws SQLException {
        var instances =
                InstanceReport.ofTask(connection, attempt.run(), place.taskId(), place.span(), place.unexpanded());
        if (place.isOne()) {
            return outcome(instances.get(0), valueOfOne(place));
        }
        Map<Integer, String> values = values(place).stream()
                .collect(Collectors.toMap(XComStore.MappedValue::mapIndex, XComStore.MappedValue::json));
        var entries = new ArrayList<Outcomes.Entry<Object>>();
        for (var instance : instances) {
            var json = values.get(instance.mapIndex());
            var value = json == null ? null : Json.readValue(json, type(place));
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
        var known = failures.get(taskId);
        if (known == null) {
            known = nearestFailure(taskId);
            failures.put(taskId, known);
        }
        return known;
    }

    private String nearestFailure(String taskId) throws SQLException {
        var seen = new HashSet<String>();
        var queue = new ArrayDeque<>(graph.task(taskId).upstream());
        while (!queue.isEmpty()) {
            var upstream = queue.remove();
            if (seen.add(upstream)) {
                var reason = InstanceReport.failureOf(connection, attempt.run(), upstream);
                if (reason.isPresent()) {
                    return "Task '" + upstream + "' before it failed: " + reason.get();
                }
                queue.addAll(graph.task(upstream).upstream());
            }
        }
        return "A task before it failed";
    }
}
