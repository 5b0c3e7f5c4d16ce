package dev.dagrunr.dashboard.internal.rest;

import dev.dagrunr.dashboard.internal.page.Operations;
import dev.dagrunr.dashboard.internal.rest.Shapes.TaskInstance;
import dev.dagrunr.dashboard.internal.web.BadRequestException;
import dev.dagrunr.dashboard.internal.web.NotFoundException;
import dev.dagrunr.dashboard.internal.web.Request;
import dev.dagrunr.dashboard.internal.web.Response;
import dev.dagrunr.engine.ClearOptions;
import dev.dagrunr.engine.TaskInstanceInfo;
import java.util.List;

/** Gives task instances a state by hand. */
record MarkResource(Operations operations) {
    /** All instances of a task. */
    Response task(Request request) {
        return mark(request, ClearOptions.task(request.at("task_id")));
    }

    Response instance(Request request) {
        var index = request.at("map_index");
        if (!index.matches("-?\\d{1,9}")) {
            throw new NotFoundException("'" + index + "' is no map index.");
        }
        return mark(request, ClearOptions.task(request.at("task_id")).withMapIndex(Integer.parseInt(index)));
    }

    private Response mark(Request request, ClearOptions chosen) {
        var body = Json.body(request);
        var run = operations.run(request.at("dag_id"), request.at("dag_run_id"));
        var handle = operations.dagrunr().run(run.dagId(), run.runId());
        List<TaskInstanceInfo> marked = switch (body.path("new_state").asText()) {
            case "success" -> handle.markSuccess(chosen);
            case "failed" -> handle.markFailed(chosen);
            default -> throw new BadRequestException("'new_state' must be success or failed");
        };
        var now = operations.run(run.dagId(), run.runId());
        var shown = marked.stream()
                .flatMap(task -> operations.view().instance(run.key(), task.taskId(), task.mapIndex()).stream())
                .map(task -> TaskInstance.of(now, task))
                .toList();
        return Json.answer(200, new Shapes.TaskInstances(shown, shown.size()));
    }
}
