package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.internal.model.Graph;
import dev.dagrunr.dag.internal.model.Task;
import dev.dagrunr.dag.internal.model.Traits;
import dev.dagrunr.engine.ClearOptions;
import dev.dagrunr.engine.ClearPreview;
import dev.dagrunr.engine.internal.store.PreviewStore;
import dev.dagrunr.engine.internal.store.RunStore;
import dev.dagrunr.engine.internal.store.StoredInstance;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * What a clear would reset, without a look at the whole run: where options choose whole tasks the counters say how many
 * instances these have, else only the chosen instances and the tasks that they reach are read. Thread-safe.
 */
final class ClearPreviews {
    private final Coordinator coordinator;

    ClearPreviews(Coordinator coordinator) {
        this.coordinator = coordinator;
    }

    /** @param most how many instances are named */
    ClearPreview of(long run, ClearOptions options, int most) {
        return coordinator.inTransaction((connection, aftermath) -> {
            var stored = RunStore.read(connection, run);
            if (stored.isEmpty()) {
                return new ClearPreview(0, List.of());
            }
            var graph = coordinator.graph(connection, stored.get());
            Repair.requireTask(graph, stored.get(), options);
            boolean wholeTasks = options.mapIndex().isEmpty() && !options.onlyFailed() && !options.onlyRunning();
            return wholeTasks
                    ? ofTasks(connection, run, inOrder(graph, tasks(graph, options)), most)
                    : ofInstances(connection, run, graph, options, most);
        });
    }

    private static ClearPreview ofTasks(Connection connection, long run, List<String> tasks, int most)
            throws SQLException {
        var first = PreviewStore.first(connection, run, tasks, most);
        return new ClearPreview(PreviewStore.count(connection, run, tasks), infos(first));
    }

    /** The tasks that are cleared as a whole: those chosen, what comes after and before, and the setups of all of them. */
    private static Set<String> tasks(Graph graph, ClearOptions options) {
        if (options.taskId().isEmpty()) {
            return closure(graph.tasks().stream().map(Task::id).toList(), task -> List.of());
        }
        var chosen = List.of(options.taskId().get());
        var tasks = new LinkedHashSet<>(chosen);
        if (options.downstream()) {
            tasks.addAll(closure(chosen, graph::downstream));
        }
        if (options.upstream()) {
            tasks.addAll(closure(chosen, task -> graph.task(task).upstream()));
        }
        List.copyOf(tasks).forEach(task -> tasks.addAll(setups(graph, task)));
        return tasks;
    }

    private static Set<String> closure(List<String> from, Function<String, List<String>> neighbours) {
        var reached = new LinkedHashSet<>(from);
        var open = new ArrayDeque<>(from);
        while (!open.isEmpty()) {
            neighbours.apply(open.remove()).stream().filter(reached::add).forEach(open::add);
        }
        return reached;
    }

    /** As {@link SetupSelection} chooses instances. */
    private static Set<String> setups(Graph graph, String task) {
        var found = new LinkedHashSet<String>();
        if (graph.task(task).traits().role() == Traits.Role.SETUP) {
            found.addAll(graph.teardownsOf(task));
        }
        for (var setup : graph.setupsAround(task)) {
            found.add(setup);
            found.addAll(graph.teardownsOf(setup));
        }
        return found;
    }

    private static List<String> inOrder(Graph graph, Set<String> tasks) {
        return graph.tasks().stream().map(Task::id).filter(tasks::contains).toList();
    }

    private static ClearPreview ofInstances(
            Connection connection, long run, Graph graph, ClearOptions options, int most) throws SQLException {
        var chosen = PreviewStore.chosen(connection, run, options);
        var near = near(graph, ClearSelection.paths(graph, chosen).keySet(), options);
        var byId = new LinkedHashMap<Long, StoredInstance>();
        chosen.forEach(instance -> byId.put(instance.id(), instance));
        if (!near.isEmpty() && !chosen.isEmpty()) {
            PreviewStore.ofTasks(connection, run, near).forEach(instance -> byId.put(instance.id(), instance));
        }
        var places = places(graph);
        var cleared = ClearSelection.withSetups(graph, List.copyOf(byId.values()), options).instances().stream()
                .sorted(Comparator.comparing((StoredInstance instance) -> places.get(instance.taskId()))
                        .thenComparing(StoredInstance::mapIndex))
                .toList();
        return new ClearPreview(
                cleared.size(), infos(cleared.stream().limit(most).toList()));
    }

    /** The tasks of which some instance may be cleared because of an instance of those given. */
    private static Set<String> near(Graph graph, Set<String> chosen, ClearOptions options) {
        var near = new LinkedHashSet<String>();
        for (var task : chosen) {
            if (options.downstream()) {
                near.addAll(graph.downstream(task));
            }
            if (options.upstream()) {
                near.addAll(graph.task(task).upstream());
            }
        }
        var all = new LinkedHashSet<String>();
        if (options.downstream()) {
            all.addAll(closure(List.copyOf(near), graph::downstream));
        }
        if (options.upstream()) {
            all.addAll(closure(List.copyOf(near), task -> graph.task(task).upstream()));
        }
        if (!options.onlyRunning()) {
            chosen.forEach(task -> all.addAll(setups(graph, task)));
            List.copyOf(all).forEach(task -> all.addAll(setups(graph, task)));
        }
        return all;
    }

    private static Map<String, Integer> places(Graph graph) {
        var places = new LinkedHashMap<String, Integer>();
        graph.tasks().forEach(task -> places.put(task.id(), places.size()));
        return places;
    }

    private static List<ClearPreview.Instance> infos(List<StoredInstance> instances) {
        return instances.stream()
                .map(instance -> new ClearPreview.Instance(
                        instance.taskId(),
                        instance.mapIndex(),
                        instance.label(),
                        instance.state(),
                        instance.tryNumber()))
                .toList();
    }
}
