package dev.dagrunr.migration.schema;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * What must be there before what. Confined to one thread.
 *
 * @param <N> a node
 */
final class ObjectGraph<N> {
    private final Map<N, Set<N>> needs = new LinkedHashMap<>();

    void add(N node) {
        needs.putIfAbsent(node, new HashSet<>());
    }

    void remove(N node) {
        needs.remove(node);
        needs.values().forEach(needed -> needed.remove(node));
    }

    boolean contains(N node) {
        return needs.containsKey(node);
    }

    /** Nodes that are not in the graph, and a node's need of itself, count for nothing. */
    void need(N node, N needed) {
        if (!node.equals(needed) && needs.containsKey(node) && needs.containsKey(needed)) {
            needs.get(node).add(needed);
        }
    }

    void forgetNeed(N node, N needed) {
        needs.getOrDefault(node, new HashSet<>()).remove(needed);
    }

    Set<N> needsOf(N node) {
        return needs.getOrDefault(node, Set.of());
    }

    /** The nodes and all that they need, directly or not. */
    Set<N> closure(Collection<N> nodes) {
        var reached = new HashSet<N>();
        var open = new ArrayDeque<>(nodes);
        while (!open.isEmpty()) {
            var node = open.remove();
            if (reached.add(node)) {
                open.addAll(needsOf(node));
            }
        }
        return reached;
    }

    /** The nodes and all that need them, directly or not. */
    Set<N> dependents(Collection<N> nodes) {
        var reverse = new HashMap<N, List<N>>();
        needs.forEach((node, needed) -> needed.forEach(
                one -> reverse.computeIfAbsent(one, key -> new ArrayList<>()).add(node)));
        var reached = new HashSet<N>();
        var open = new ArrayDeque<>(nodes);
        while (!open.isEmpty()) {
            var node = open.remove();
            if (reached.add(node)) {
                open.addAll(reverse.getOrDefault(node, List.of()));
            }
        }
        return reached;
    }

    /**
     * Every node after those that it needs, else in the order given. Where needs form a circle, the first of its nodes in
     * that order comes before what it needs.
     */
    List<N> ordered(Comparator<N> order) {
        var missing = new HashMap<N, Integer>();
        var dependents = new HashMap<N, List<N>>();
        var free = new PriorityQueue<N>(order);
        needs.forEach((node, needed) -> {
            missing.put(node, needed.size());
            needed.forEach(one ->
                    dependents.computeIfAbsent(one, key -> new ArrayList<>()).add(node));
            if (needed.isEmpty()) {
                free.add(node);
            }
        });
        var result = new ArrayList<N>();
        while (result.size() < needs.size()) {
            var next = free.poll();
            if (next == null) {
                next = missing.keySet().stream().min(order).orElseThrow();
            }
            if (missing.remove(next) == null) {
                continue;
            }
            result.add(next);
            for (var dependent : dependents.getOrDefault(next, List.of())) {
                var left = missing.computeIfPresent(dependent, (key, count) -> count - 1);
                if (left != null && left == 0) {
                    free.add(dependent);
                }
            }
        }
        return result;
    }
}
