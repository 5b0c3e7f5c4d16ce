package dev.dagrunr.dashboard.internal.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dagrunr.dag.TaskState;
import dev.dagrunr.engine.DagInfo;
import dev.dagrunr.engine.TaskInstanceInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The failures of a run that are not the consequence of another one. */
final class RootFailures {
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final Map<String, List<String>> upstream = new HashMap<>();

    private RootFailures(String structure) {
        try {
            JSON.readTree(structure)
                    .path("tasks")
                    .forEach(task -> upstream.put(task.path("id").asText(), ids(task.path("upstream"))));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The structure of a DAG is not readable", e);
        }
    }

    private static List<String> ids(JsonNode array) {
        var ids = new ArrayList<String>();
        array.forEach(id -> ids.add(id.asText()));
        return ids;
    }

    static List<TaskInstanceInfo> of(DagInfo dag, List<TaskInstanceInfo> tasks) {
        return new RootFailures(dag.structure()).among(tasks);
    }

    private List<TaskInstanceInfo> among(List<TaskInstanceInfo> tasks) {
        var failed =
                tasks.stream().filter(task -> task.state() == TaskState.FAILED).toList();
        var failedIds = failed.stream().map(TaskInstanceInfo::taskId).collect(Collectors.toSet());
        return failed.stream().filter(task -> isRoot(task.taskId(), failedIds)).toList();
    }

    private boolean isRoot(String taskId, Set<String> failedIds) {
        return ancestors(taskId, new HashSet<>()).stream().noneMatch(failedIds::contains);
    }

    private Set<String> ancestors(String taskId, Set<String> found) {
        for (var id : upstream.getOrDefault(taskId, List.of())) {
            if (found.add(id)) {
                ancestors(id, found);
            }
        }
        return found;
    }
}
