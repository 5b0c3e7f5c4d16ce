package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.TaskState;
import dev.dagrunr.dag.internal.decision.Reach;
import dev.dagrunr.dag.internal.model.Graph;
import dev.dagrunr.dag.internal.model.Traits;
import dev.dagrunr.engine.internal.store.StoredInstance;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The setups that instances work with, and their teardowns, which a clear of these instances resets too, as in Airflow; of a
 * setup its teardowns. In a mapped group those of the same index. Pure.
 */
final class SetupSelection {
    private SetupSelection() {}

    /** Ids of instances; those chosen are not among them unless they are setups or teardowns of others. */
    static Set<Long> of(Graph graph, List<StoredInstance> all, List<StoredInstance> chosen) {
        var found = new LinkedHashSet<Long>();
        ClearSelection.paths(graph, chosen).forEach((taskId, paths) -> {
            var role = graph.task(taskId).traits().role();
            if (role == Traits.Role.SETUP) {
                add(found, teardowns(graph, all, taskId, of(taskId, chosen)));
            }
            var before = Reach.before(graph, Map.of(taskId, paths));
            for (var setup : graph.setupsAround(taskId)) {
                var instances = all.stream()
                        .filter(instance -> instance.taskId().equals(setup)
                                && before.holds(setup, instance.mapIndex())
                                && instance.state() != TaskState.REMOVED)
                        .toList();
                add(found, instances);
                add(found, teardowns(graph, all, setup, instances));
            }
        });
        return found;
    }

    private static List<StoredInstance> of(String taskId, List<StoredInstance> instances) {
        return instances.stream()
                .filter(instance -> instance.taskId().equals(taskId))
                .toList();
    }

    private static List<StoredInstance> teardowns(
            Graph graph, List<StoredInstance> all, String setup, List<StoredInstance> ofSetup) {
        var after = Reach.after(graph, ClearSelection.paths(graph, ofSetup));
        var found = new ArrayList<StoredInstance>();
        for (var teardown : graph.teardownsOf(setup)) {
            all.stream()
                    .filter(instance -> instance.taskId().equals(teardown)
                            && after.holds(teardown, instance.mapIndex())
                            && instance.state() != TaskState.REMOVED)
                    .forEach(found::add);
        }
        return found;
    }

    private static void add(Set<Long> found, List<StoredInstance> instances) {
        instances.forEach(instance -> found.add(instance.id()));
    }
}
