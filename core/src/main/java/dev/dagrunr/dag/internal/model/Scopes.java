package dev.dagrunr.dag.internal.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which mapped groups are around which task, from the outside in. */
final class Scopes {
    private final Map<String, Expansion> groups;
    private final Map<String, List<String>> around = new HashMap<>();
    private final Map<String, List<Task>> members = new HashMap<>();

    Scopes(Collection<Task> tasks, Map<String, Expansion> groups) {
        this.groups = groups;
        for (var task : tasks) {
            var scopes = around(task.traits().group());
            around.put(task.id(), scopes);
            scopes.forEach(group ->
                    members.computeIfAbsent(group, id -> new ArrayList<>()).add(task));
        }
    }

    private List<String> around(String group) {
        var scopes = new ArrayList<String>();
        for (int end = group.indexOf('.'); end >= 0; end = group.indexOf('.', end + 1)) {
            scopes.add(group.substring(0, end));
        }
        scopes.add(group);
        scopes.removeIf(id -> !groups.containsKey(id));
        return List.copyOf(scopes);
    }

    List<String> of(String taskId) {
        return around.getOrDefault(taskId, List.of());
    }

    List<Task> members(String group) {
        return members.getOrDefault(group, List.of());
    }

    int common(String taskId, String otherId) {
        var one = of(taskId);
        var other = of(otherId);
        int common = 0;
        while (common < Math.min(one.size(), other.size()) && one.get(common).equals(other.get(common))) {
            common++;
        }
        return common;
    }
}
