package dev.dagrunr.dag;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds a cycle among edges. */
final class Cycle {
    private Cycle() {}

    /**
     * @param upstream for each id those that come before it; its sets are used up
     * @return ids in the direction of the edges, the first again at the end; empty when there is no cycle
     */
    static List<String> findIn(Map<String, Set<String>> upstream) {
        var left = new LinkedHashMap<>(upstream);
        var downstream = new HashMap<String, List<String>>();
        left.forEach((id, before) -> before.forEach(
                up -> downstream.computeIfAbsent(up, key -> new ArrayList<>()).add(id)));
        var free = new ArrayDeque<String>();
        left.forEach((id, before) -> {
            if (before.isEmpty()) {
                free.add(id);
            }
        });
        // takes away what has nothing before it, until nothing is left or everything that is left has
        while (!free.isEmpty()) {
            var id = free.remove();
            left.remove(id);
            for (var next : downstream.getOrDefault(id, List.of())) {
                var before = left.get(next);
                if (before != null && before.remove(id) && before.isEmpty()) {
                    free.add(next);
                }
            }
        }
        return left.isEmpty() ? List.of() : walkUpstream(left);
    }

    /** Each id that is left has one before it that is left: walking on must come back. */
    private static List<String> walkUpstream(Map<String, Set<String>> left) {
        var path = new ArrayList<String>();
        var id = left.keySet().iterator().next();
        while (!path.contains(id)) {
            path.add(id);
            id = requireNonNull(left.get(id), id).iterator().next();
        }
        var cycle = new ArrayList<>(path.subList(path.indexOf(id), path.size()));
        cycle.add(id);
        Collections.reverse(cycle);
        return cycle;
    }
}
