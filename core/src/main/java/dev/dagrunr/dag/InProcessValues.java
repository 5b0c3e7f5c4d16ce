package dev.dagrunr.dag;

import static java.util.Objects.requireNonNull;

import dev.dagrunr.dag.internal.decision.Span;
import dev.dagrunr.dag.internal.model.Expansion;
import dev.dagrunr.dag.internal.model.Graph;
import dev.dagrunr.dag.internal.model.InputSource;
import dev.dagrunr.dag.internal.model.MapPath;
import dev.dagrunr.dag.internal.model.Task;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The task instances of a run in memory and the values that go from one to the next. */
final class InProcessValues {
    private final Graph graph;
    private final Map<String, NavigableMap<Integer, TestedInstance>> instances = new LinkedHashMap<>();
    private final Map<GroupInstance, Expansion.Element> groupElements = new HashMap<>();

    private record GroupInstance(String groupId, MapPath path) {}

    InProcessValues(Graph graph) {
        this.graph = graph;
        graph.tasks().forEach(task -> {
            var first = new TestedInstance(task.id(), -1, MapPath.ROOT, null, "");
            instances.put(task.id(), new TreeMap<>(Map.of(-1, first)));
        });
    }

    /** In the order of their map index. */
    List<TestedInstance> of(String taskId) {
        return List.copyOf(indexed(taskId).values());
    }

    private NavigableMap<Integer, TestedInstance> indexed(String taskId) {
        return requireNonNull(instances.get(graph.task(taskId).id()), taskId);
    }

    /** Those among the map indexes given that were not decided on yet. */
    List<TestedInstance> waiting(String taskId, List<Span> spans) {
        return spans.stream()
                .flatMap(span -> indexed(taskId).subMap(span.first(), true, span.last(), true).values().stream())
                .filter(instance -> instance.state == TaskState.NONE)
                .toList();
    }

    void expand(String taskId, MapPath path, int width) {
        int depth = graph.depth(taskId);
        int level = path.size();
        var expansion = graph.expansion(taskId, level);
        var lists = new Lists(taskId, path);
        int elements = expansion.source().width(lists);
        if (elements != width) {
            throw new IllegalStateException(
                    "Task '" + taskId + "' is expanded to " + width + " instances over " + elements + " elements");
        }
        var before = requireNonNull(indexed(taskId).remove(path.mapIndex(depth)), taskId);
        var around = graph.scopes(taskId);
        for (int index = 0; index < width; index++) {
            var element = expansion.source().element(index, lists);
            var label = expansion.label(index, element);
            var child = path.child(index);
            if (level < around.size()) {
                groupElements.put(new GroupInstance(around.get(level), child), element);
            }
            int mapIndex = child.mapIndex(depth);
            indexed(taskId)
                    .put(
                            mapIndex,
                            new TestedInstance(
                                    taskId,
                                    mapIndex,
                                    child,
                                    level < around.size() ? null : element,
                                    before.label.isEmpty() ? label : before.label + "/" + label));
        }
    }

    /** The lists of this run as they are seen from one place, each looked up once. */
    private final class Lists implements Expansion.Lists<RuntimeException> {
        private final String reader;
        private final MapPath path;
        private final Map<Expansion.Stored, List<?>> known = new HashMap<>();

        private Lists(String reader, MapPath path) {
            this.reader = reader;
            this.path = path;
        }

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
            return known.computeIfAbsent(list, stored -> {
                var values = values(seenFrom(reader, path, stored.taskId()));
                return stored instanceof Expansion.ValuesOf
                        ? values
                        : values.stream()
                                .flatMap(value -> ((List<?>) value).stream())
                                .toList();
            });
        }
    }

    /** What the body of {@code instance} takes, in its order. */
    List<@Nullable Object> inputs(Task task, TestedInstance instance) {
        var inputs = new ArrayList<@Nullable Object>();
        if (task.mapped()) {
            inputs.add(instance.element);
        }
        for (var input : task.inputs()) {
            inputs.add(input(instance, input));
        }
        return Collections.unmodifiableList(inputs);
    }

    private @Nullable Object input(TestedInstance reader, InputSource input) {
        if (input instanceof InputSource.OfGroup group) {
            int level = graph.scopes(reader.taskId).indexOf(group.groupId());
            return groupElements.get(new GroupInstance(group.groupId(), reader.path.prefix(level + 1)));
        }
        var taskId = ((InputSource.OfTask) input).taskId();
        var seen = seenFrom(reader.taskId, reader.path, taskId);
        boolean one = graph.depth(taskId) == graph.sharedScopes(reader.taskId, taskId);
        if (input instanceof InputSource.Value) {
            return one ? seen.get(0).value : values(seen);
        }
        return one ? seen.get(0).outcome() : outcomes(seen);
    }

    /** The instances of a task within the instances of mapped groups that a reader shares with it. */
    private List<TestedInstance> seenFrom(String reader, MapPath path, String taskId) {
        int depth = graph.depth(taskId);
        var shared = path.prefix(graph.sharedScopes(reader, taskId));
        for (int length = 0; length < shared.size(); length++) {
            var unexpanded = indexed(taskId).get(shared.prefix(length).mapIndex(depth));
            if (unexpanded != null) {
                return List.of(unexpanded);
            }
        }
        return indexed(taskId).values().stream()
                .filter(instance -> instance.path.startsWith(shared))
                .toList();
    }

    /** The value of a task; of one with many instances the list of their values, without nulls. */
    @Nullable Object value(String taskId) {
        return graph.depth(taskId) == 0 ? of(taskId).get(0).value : values(of(taskId));
    }

    private static List<?> values(List<TestedInstance> instances) {
        return instances.stream()
                .map(instance -> instance.value)
                .filter(Objects::nonNull)
                .toList();
    }

    private static Outcomes<?> outcomes(List<TestedInstance> instances) {
        return new Outcomes<>(instances.stream()
                .filter(instance -> instance.state != TaskState.REMOVED)
                .map(instance -> new Outcomes.Entry<>(instance.mapIndex, instance.label, instance.outcome()))
                .toList());
    }
}
