package dev.dagrunr.dag;

import dev.dagrunr.dag.internal.model.Expansion;
import dev.dagrunr.dag.internal.model.Graph;
import dev.dagrunr.dag.internal.model.InputSource;
import dev.dagrunr.dag.internal.model.Task;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The task instances of a run in memory and the values that go from one to the next. */
final class InProcessValues {
    private final Graph graph;
    private final Map<String, List<TestedInstance>> instances = new LinkedHashMap<>();

    InProcessValues(Graph graph) {
        this.graph = graph;
        graph.tasks().forEach(task -> instances.put(task.id(), List.of(TestedInstance.unmapped(task.id()))));
    }

    /** How many elements a task expanded over this one gets from the instance. */
    static int results(Task task, TestedInstance instance) {
        if (instance.value == null) {
            return 0;
        }
        return task.valueType().list() ? ((List<?>) instance.value).size() : task.mapped() ? 1 : 0;
    }

    /** In the order of their map index. */
    List<TestedInstance> of(String taskId) {
        return instances.getOrDefault(graph.task(taskId).id(), List.of());
    }

    /** Those that were not decided on yet. */
    List<TestedInstance> waiting(String taskId) {
        return of(taskId).stream()
                .filter(instance -> instance.state == TaskState.NONE)
                .toList();
    }

    void expand(String taskId, int width) {
        var expansion = graph.task(taskId).expansion().orElseThrow();
        var lists = new Lists();
        var elements = expansion.source().width(lists);
        if (elements != width) {
            throw new IllegalStateException(
                    "Task '" + taskId + "' is expanded to " + width + " instances over " + elements + " elements");
        }
        instances.put(
                taskId,
                IntStream.range(0, width)
                        .mapToObj(index -> {
                            var element = expansion.source().element(index, lists);
                            return new TestedInstance(taskId, index, element, expansion.label(index, element));
                        })
                        .toList());
    }

    /** The lists of this run, each looked up once. */
    private final class Lists implements Expansion.Lists<RuntimeException> {
        private final Map<String, List<?>> known = new HashMap<>();

        @Override
        public int of(Expansion.Stored list) {
            return list(list).size();
        }

        @Override
        public @Nullable Object element(Expansion.Stored list, int position) {
            return list(list).get(position);
        }

        /** A task that succeeded without a list has given an empty one. */
        private List<?> list(Expansion.Stored list) {
            return known.computeIfAbsent(
                    list.taskId(), id -> (List<?>) Objects.requireNonNullElse(value(id), List.of()));
        }
    }

    /** What the body of {@code instance} takes, in its order. */
    List<@Nullable Object> inputs(Task task, TestedInstance instance) {
        var inputs = new ArrayList<@Nullable Object>();
        if (task.mapped()) {
            inputs.add(instance.element);
        }
        for (var input : task.inputs()) {
            inputs.add(input instanceof InputSource.Value ? value(input.taskId()) : ending(input.taskId()));
        }
        return Collections.unmodifiableList(inputs);
    }

    /** The value of a task; of a mapped one the list of its instances' values, without nulls. */
    @Nullable Object value(String taskId) {
        if (!graph.task(taskId).mapped()) {
            return of(taskId).get(0).value;
        }
        return of(taskId).stream()
                .map(instance -> instance.value)
                .filter(Objects::nonNull)
                .toList();
    }

    private Object ending(String taskId) {
        if (!graph.task(taskId).mapped()) {
            return of(taskId).get(0).outcome();
        }
        return new Outcomes<>(of(taskId).stream()
                .filter(instance -> instance.state != TaskState.REMOVED)
                .map(instance -> new Outcomes.Entry<>(instance.mapIndex, instance.label, instance.outcome()))
                .toList());
    }
}
