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
record Shape(List<Task> tasks) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * @param rule a trigger rule
     * @param runsDag the DAG that it triggers; empty when it has code of its own
     * @param role {@code work}, {@code setup} or a kind of teardown
     * @param group such as {@code load.each}; empty for none
     */
    record Task(
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

    Shape {
        tasks = List.copyOf(tasks);
    }

    static Shape read(String json) {
        try {
            var tasks = new ArrayList<Task>();
            JSON.readTree(json).path("tasks").forEach(node -> tasks.add(task(node)));
            return new Shape(tasks);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A stored structure is not JSON", e);
        }
    }

    private static Task task(JsonNode node) {
        var upstream = new ArrayList<String>();
        node.path("upstream").forEach(id -> upstream.add(id.asText()));
        return new Task(
                node.path("id").asText(),
                node.path("rule").asText(),
                List.copyOf(upstream),
                node.path("retries").asInt(),
                node.hasNonNull("expansion"),
                node.hasNonNull("runs_dag") ? node.path("runs_dag").asText() : "",
                node.path("role").asText("work"),
                node.path("choice").asText("none"),
                node.path("group").asText(""));
    }

    Map<String, Task> byId() {
        return tasks.stream().collect(Collectors.toMap(Task::id, Function.identity()));
    }

    List<String> downstream(String taskId) {
        return tasks.stream()
                .filter(task -> task.upstream().contains(taskId))
                .map(Task::id)
                .toList();
    }
}
