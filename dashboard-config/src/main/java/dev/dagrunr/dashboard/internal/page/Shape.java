package dev.dagrunr.dashboard.internal.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The tasks of a DAG as a run has them, in the order of their declaration. Immutable. */
public record Shape(List<Task> tasks) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * @param rule a trigger rule
     * @param mapped by itself or with a group that holds it
     * @param runsDag the DAG that it triggers; empty when it has code of its own
     * @param role {@code work}, {@code setup} or a kind of teardown
     * @param group such as {@code load.each}; empty for none
     */
    public record Task(
            String id,
            String rule,
            List<String> upstream,
            int retries,
            boolean mapped,
            String runsDag,
            String role,
            String choice,
            String group) {
        /** Without the group. */
        String shortName() {
            return group.isEmpty() || !id.startsWith(group + ".") ? id : id.substring(group.length() + 1);
        }
    }

    public Shape {
        tasks = List.copyOf(tasks);
    }

    static Shape read(String json) {
        try {
            var tasks = new ArrayList<Task>();
            var dag = JSON.readTree(json);
            dag.path("tasks").forEach(node -> tasks.add(task(node, dag.path("mapped_groups"))));
            return new Shape(tasks);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A stored structure is not JSON", e);
        }
    }

    private static Task task(JsonNode node, JsonNode mappedGroups) {
        var upstream = new ArrayList<String>();
        node.path("upstream").forEach(id -> upstream.add(id.asText()));
        var group = node.path("group").asText("");
        return new Task(
                node.path("id").asText(),
                node.path("rule").asText(),
                List.copyOf(upstream),
                node.path("retries").asInt(),
                node.hasNonNull("expansion") || isInOneOf(mappedGroups, group),
                node.hasNonNull("runs_dag") ? node.path("runs_dag").asText() : "",
                node.path("role").asText("work"),
                node.path("choice").asText("none"),
                group);
    }

    private static boolean isInOneOf(JsonNode groups, String group) {
        for (var outer = group; !outer.isEmpty(); outer = outer.substring(0, Math.max(0, outer.lastIndexOf('.')))) {
            if (groups.has(outer)) {
                return true;
            }
        }
        return false;
    }

    public Map<String, Task> byId() {
        return tasks.stream().collect(Collectors.toMap(Task::id, Function.identity()));
    }

    public List<String> downstream(String taskId) {
        return tasks.stream()
                .filter(task -> task.upstream().contains(taskId))
                .map(Task::id)
                .toList();
    }
}
