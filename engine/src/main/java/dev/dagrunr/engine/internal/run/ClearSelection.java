package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.TaskState;
import dev.dagrunr.dag.internal.model.Graph;
import dev.dagrunr.engine.ClearOptions;
import dev.dagrunr.engine.internal.store.StoredInstance;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The instances that a clear resets, and the mapped tasks among them that lose their expansion because a list that they were
 * expanded over is made anew. Pure.
 */
record ClearSelection(List<StoredInstance> instances, Set<String> unexpanded) {

    static ClearSelection of(Graph graph, List<StoredInstance> all, ClearOptions options) {
        var chosen = all.stream().filter(instance -> chosen(instance, options)).toList();
        var ids = chosen.stream().map(StoredInstance::id).collect(Collectors.toSet());
        var after = options.downstream()
                ? downstreamOf(
                        graph, chosen.stream().map(StoredInstance::taskId).collect(Collectors.toSet()))
                : Set.<String>of();
        var instances = all.stream()
                .filter(instance -> ids.contains(instance.id()) || after.contains(instance.taskId()))
                .filter(instance -> instance.state() != TaskState.REMOVED)
                .toList();
        var tasks = instances.stream().map(StoredInstance::taskId).collect(Collectors.toSet());
        var unexpanded = graph.tasks().stream()
                .filter(task -> tasks.contains(task.id()) && after.contains(task.id()))
                .filter(task -> task.expansion().stream()
                        .flatMap(expansion -> expansion.source().tasks().stream())
                        .anyMatch(tasks::contains))
                .map(task -> task.id())
                .collect(Collectors.toSet());
        return new ClearSelection(instances, unexpanded);
    }

    private static boolean chosen(StoredInstance instance, ClearOptions options) {
        boolean failed = instance.state() == TaskState.FAILED || instance.state() == TaskState.UPSTREAM_FAILED;
        return options.taskId().map(instance.taskId()::equals).orElse(true)
                && options.mapIndex().map(index -> index == instance.mapIndex()).orElse(true)
                && (!options.onlyFailed() || failed);
    }

    private static Set<String> downstreamOf(Graph graph, Set<String> tasks) {
        var found = new LinkedHashSet<String>();
        var open = new ArrayDeque<>(tasks);
        while (!open.isEmpty()) {
            for (var next : graph.downstream(open.remove())) {
                if (found.add(next)) {
                    open.add(next);
                }
            }
        }
        return found;
    }
}
