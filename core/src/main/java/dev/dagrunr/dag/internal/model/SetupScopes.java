package dev.dagrunr.dag.internal.model;

import dev.dagrunr.dag.TriggerRule;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Which setups a task is to watch beside its rule. By the rule of teardowns a task watches the setups directly before it: one
 * of them must have succeeded. Any other task watches those further up whose teardown comes after it, or that have none: all
 * of them must have succeeded, and when one fails or is skipped the others are not waited for; the setups directly before it
 * are a matter of its rule.
 */
final class SetupScopes {
    private final Map<String, List<String>> watched = new HashMap<>();
    private final Map<String, List<String>> watching = new LinkedHashMap<>();
    private final Map<String, List<String>> around = new HashMap<>();

    SetupScopes(Collection<Task> tasks, Function<String, Task> byId, Function<String, List<String>> downstream) {
        for (var setup : tasks) {
            if (setup.traits().role() == Traits.Role.SETUP) {
                var inScope = inScope(setup, byId, downstream);
                watching.put(setup.id(), watching(setup, inScope, byId, downstream));
                inScope.stream()
                        .filter(id -> byId.apply(id).traits().role() == Traits.Role.WORK)
                        .forEach(id -> around.merge(id, List.of(setup.id()), SetupScopes::joined));
            }
        }
        watching.forEach((setup, ids) -> ids.forEach(id -> watched.merge(id, List.of(setup), SetupScopes::joined)));
    }

    List<String> watchedBy(String taskId) {
        return watched.getOrDefault(taskId, List.of());
    }

    List<String> watching(String setupId) {
        return watching.getOrDefault(setupId, List.of());
    }

    /** The setups that a task works with: directly before it or further up, and not taken down before it. */
    List<String> around(String taskId) {
        return around.getOrDefault(taskId, List.of());
    }

    /** What comes after a setup and before its teardowns, those included; all after it where it has none. */
    private static List<String> inScope(
            Task setup, Function<String, Task> byId, Function<String, List<String>> downstream) {
        var direct = downstream.apply(setup.id());
        var teardowns = direct.stream()
                .filter(id -> byId.apply(id).traits().role().isTeardown())
                .toList();
        var before = reachable(teardowns, id -> byId.apply(id).upstream());
        return reachable(direct, downstream).stream()
                .filter(id -> teardowns.isEmpty() || before.contains(id))
                .toList();
    }

    private static List<String> watching(
            Task setup, List<String> inScope, Function<String, Task> byId, Function<String, List<String>> downstream) {
        var direct = downstream.apply(setup.id());
        return reachable(direct, downstream).stream()
                .filter(id -> byId.apply(id).rule() == TriggerRule.ALL_DONE_SETUP_SUCCESS
                        ? direct.contains(id)
                        : !direct.contains(id) && inScope.contains(id))
                .toList();
    }

    /** With where it begins. */
    private static Set<String> reachable(Collection<String> from, Function<String, List<String>> next) {
        var found = new LinkedHashSet<>(from);
        var left = new ArrayDeque<>(from);
        while (!left.isEmpty()) {
            next.apply(left.remove()).stream().filter(found::add).forEach(left::add);
        }
        return found;
    }

    private static List<String> joined(List<String> some, List<String> more) {
        var all = new LinkedHashSet<>(some);
        all.addAll(more);
        return List.copyOf(all);
    }
}
