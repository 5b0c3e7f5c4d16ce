package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.TaskState;
import dev.dagrunr.dag.internal.decision.Cell;
import dev.dagrunr.dag.internal.decision.Reach;
import dev.dagrunr.dag.internal.model.Graph;
import dev.dagrunr.dag.internal.model.MapPath;
import dev.dagrunr.engine.ClearOptions;
import dev.dagrunr.engine.internal.store.StoredInstance;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The instances that a clear resets, and the places among them that lose their expansion because a list is made anew that
 * they were expanded over. Pure.
 *
 * @param labels by place of what is around it
 */
record ClearSelection(List<StoredInstance> instances, List<Cell> unexpanded, Map<MapPath, String> labels) {

    /**
     * What is cleared runs with its setups, which are made and taken down anew; not where what runs is chosen, as its setups
     * still stand.
     */
    static ClearSelection withSetups(Graph graph, List<StoredInstance> all, ClearOptions options) {
        var selection = of(graph, all, options);
        return options.onlyRunning() ? selection : selection.withSetups(graph, all);
    }

    /** As these, with their setups. */
    ClearSelection withSetups(Graph graph, List<StoredInstance> all) {
        var ids = SetupSelection.of(graph, all, instances);
        instances.forEach(instance -> ids.add(instance.id()));
        return ids.size() == instances.size()
                ? this
                : of(
                        graph,
                        all,
                        all.stream()
                                .filter(instance -> ids.contains(instance.id()))
                                .toList());
    }

    static ClearSelection of(Graph graph, List<StoredInstance> all, ClearOptions options) {
        var chosen = all.stream()
                .filter(instance -> chosen(instance, options))
                .filter(instance -> instance.state() != TaskState.REMOVED)
                .toList();
        var from = paths(graph, chosen);
        var after = Reach.after(graph, options.downstream() ? from : Map.of());
        var before = Reach.before(graph, options.upstream() ? from : Map.of());
        var ids = new LinkedHashSet<Long>();
        chosen.forEach(instance -> ids.add(instance.id()));
        var instances = all.stream()
                .filter(instance -> ids.contains(instance.id())
                        || after.holds(instance.taskId(), instance.mapIndex())
                        || before.holds(instance.taskId(), instance.mapIndex()))
                .filter(instance -> instance.state() != TaskState.REMOVED)
                .toList();
        return of(graph, all, instances);
    }

    private static ClearSelection of(Graph graph, List<StoredInstance> all, List<StoredInstance> instances) {
        var resets = instances.stream().map(StoredInstance::id).collect(Collectors.toSet());
        var cleared = paths(graph, instances);
        var kept = paths(
                graph,
                all.stream()
                        .filter(instance -> instance.state() != TaskState.REMOVED && !resets.contains(instance.id()))
                        .toList());
        var unexpanded = new ArrayList<Cell>();
        // only where all that was expanded runs again: what stays keeps its index
        Reach.after(graph, cleared)
                .unexpanded(cleared, cleared)
                .forEach((task, places) -> places.stream()
                        .filter(place ->
                                kept.getOrDefault(task, Set.of()).stream().noneMatch(path -> path.startsWith(place)))
                        .forEach(place -> unexpanded.add(new Cell(task, place))));
        return new ClearSelection(instances, unexpanded, labels(graph, all, unexpanded));
    }

    /** Where instances are, by task. */
    static Map<String, Set<MapPath>> paths(Graph graph, Collection<StoredInstance> instances) {
        var paths = new LinkedHashMap<String, Set<MapPath>>();
        instances.forEach(instance -> paths.computeIfAbsent(instance.taskId(), id -> new LinkedHashSet<>())
                .add(MapPath.of(instance.mapIndex(), graph.depth(instance.taskId()))));
        return paths;
    }

    /** What people call the instance of the group that a place is in; one of the group's tasks is called just so. */
    private static Map<MapPath, String> labels(Graph graph, List<StoredInstance> all, List<Cell> places) {
        var labels = new LinkedHashMap<MapPath, String>();
        places.stream().map(Cell::path).filter(path -> path.size() > 0).forEach(path -> labels.put(path, ""));
        if (!labels.isEmpty()) {
            for (var instance : all) {
                labels.replace(MapPath.of(instance.mapIndex(), graph.depth(instance.taskId())), instance.label());
            }
        }
        return labels;
    }

    /** Of the instance of a group that a place is in; empty outside of any. */
    String labelOf(Cell place) {
        var label = labels.getOrDefault(place.path(), "");
        return label.isEmpty() ? place.path().toString() : label;
    }

    private static boolean chosen(StoredInstance instance, ClearOptions options) {
        boolean failed = instance.state() == TaskState.FAILED || instance.state() == TaskState.UPSTREAM_FAILED;
        return options.taskId().map(instance.taskId()::equals).orElse(true)
                && options.mapIndex().map(index -> index == instance.mapIndex()).orElse(true)
                && (!options.onlyFailed() || failed)
                && (!options.onlyRunning() || instance.state() == TaskState.RUNNING);
    }
}
