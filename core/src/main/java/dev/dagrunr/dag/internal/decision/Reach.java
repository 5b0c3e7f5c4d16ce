package dev.dagrunr.dag.internal.decision;

import dev.dagrunr.dag.internal.model.Graph;
import dev.dagrunr.dag.internal.model.MapPath;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Which parts of a run depend on some of its instances, and which of them are to be expanded anew when these instances run
 * again. In a mapped group what comes after an instance is of the same instance of the group; everything else after it is
 * whole tasks. Pure.
 */
public final class Reach {
    private final Graph graph;
    private final Map<String, Set<MapPath>> reached = new HashMap<>();

    private Reach(Graph graph) {
        this.graph = graph;
    }

    /** What comes after the instances at the paths given, by task; without these themselves. */
    public static Reach after(Graph graph, Map<String, Set<MapPath>> paths) {
        return from(graph, paths, graph::downstream);
    }

    /** What comes before the instances at the paths given, by task; without these themselves. */
    public static Reach before(Graph graph, Map<String, Set<MapPath>> paths) {
        return from(graph, paths, task -> graph.task(task).upstream());
    }

    private static Reach from(Graph graph, Map<String, Set<MapPath>> paths, Function<String, List<String>> neighbours) {
        var reach = new Reach(graph);
        var open = new ArrayDeque<Cell>();
        paths.forEach((task, all) -> all.forEach(path -> open.add(new Cell(task, path))));
        while (!open.isEmpty()) {
            var from = open.remove();
            for (var id : neighbours.apply(from.taskId())) {
                var path = from.path().prefix(graph.sharedScopes(from.taskId(), id));
                if (reach.reached
                        .computeIfAbsent(id, task -> new LinkedHashSet<>())
                        .add(path)) {
                    open.add(new Cell(id, path));
                }
            }
        }
        return reach;
    }

    /** Whether the instance is one of them. */
    public boolean holds(String taskId, int mapIndex) {
        var paths = reached.getOrDefault(taskId, Set.of());
        return !paths.isEmpty() && isBelow(MapPath.of(mapIndex, graph.depth(taskId)), paths);
    }

    private static boolean isBelow(MapPath path, Set<MapPath> paths) {
        for (int length = 0; length <= path.size(); length++) {
            if (paths.contains(path.prefix(length))) {
                return true;
            }
        }
        return false;
    }

    /**
     * Where tasks that come after lose their expansion, because a list is made anew that they or a group around them are
     * expanded over; by task the outermost such places.
     *
     * @param lists by task the paths at which it runs again
     * @param instances by task the paths of its instances
     */
    public Map<String, Set<MapPath>> unexpanded(Map<String, Set<MapPath>> lists, Map<String, Set<MapPath>> instances) {
        var unexpanded = new HashMap<String, Set<MapPath>>();
        for (var id : reached.keySet()) {
            var places = new LinkedHashSet<MapPath>();
            for (int level = 0; level < graph.depth(id); level++) {
                int current = level;
                var remade = remade(id, level, lists);
                instances.getOrDefault(id, Set.of()).stream()
                        .filter(path -> path.size() > current && isBelow(path, remade))
                        .forEach(path -> places.add(path.prefix(current)));
            }
            if (!places.isEmpty()) {
                unexpanded.put(id, outermost(places));
            }
        }
        return unexpanded;
    }

    /** The instances of groups for which a list is made anew that gives the index at a level. */
    private Set<MapPath> remade(String taskId, int level, Map<String, Set<MapPath>> lists) {
        var remade = new LinkedHashSet<MapPath>();
        for (var source : graph.expansion(taskId, level).source().tasks()) {
            int shared = Math.min(level, graph.sharedScopes(taskId, source));
            lists.getOrDefault(source, Set.of()).forEach(path -> remade.add(path.prefix(shared)));
        }
        return remade;
    }

    private static Set<MapPath> outermost(Set<MapPath> places) {
        var found = new LinkedHashSet<MapPath>();
        places.stream()
                .filter(place -> place.size() == 0 || !isBelow(place.prefix(place.size() - 1), places))
                .forEach(found::add);
        return found;
    }
}
