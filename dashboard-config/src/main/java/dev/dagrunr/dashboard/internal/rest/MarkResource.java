package dev.dagrunr.dashboard.internal.rest;

import dev.dagrunr.dashboard.internal.page.Operations;
import dev.dagrunr.dashboard.internal.rest.Shapes.TaskInstance;
import dev.dagrunr.dashboard.internal.web.NotFoundException;
import dev.dagrunr.dashboard.internal.web.Request;
import dev.dagrunr.dashboard.internal.web.Response;
import dev.dagrunr.engine.ClearOptions;
import dev.dagrunr.engine.view.InstanceFilter;
import java.util.List;

/** Gives task instances a state by hand. */
record MarkResource(Operations operations, Instances instances) {
    /** All instances of a task. */
    Response task(Request request) {
        return mark(request, ClearOptions.task(request.at("task_id")));
    }

    Response instance(Request request) {
        return mark(request, ClearOptions.task(request.at("task_id")).withMapIndex(Instances.mapIndex(request)));
    }

    private Response mark(Request request, ClearOptions chosen) {
        var success = Json.body(request).path("new_state").asText().equals("success");
        var run = instances.run(request);
        var handle = operations.dagrunr().run(run.dagId(), run.runId());
        var marked = success ? handle.markSuccess(chosen) : handle.markFailed(chosen);
        var now = operations.run(run.dagId(), run.runId());
        var shown = marked.stream()
                .limit(DagResource.page(request).limit())
                .flatMap(task -> operations.view().instance(run.key(), task.taskId(), task.mapIndex()).stream())
                .map(task -> TaskInstance.of(now, task))
                .toList();
        return Json.answer(200, new Shapes.TaskInstances(shown, marked.size()));
    }

    /** The instances of a task that would be marked, as they are. */
    Response previewTask(Request request) {
        var run = instances.run(request);
        var taskId = request.at("task_id");
        var page =
                operations.view().instances(InstanceFilter.ofRun(run.key()).ofTask(taskId), DagResource.page(request));
        if (page.total() == 0) {
            throw new NotFoundException("Run '" + run.runId() + "' has no task '" + taskId + "'.");
        }
        return Json.answer(
                200,
                new Shapes.TaskInstances(
                        page.rows().stream()
                                .map(instance -> TaskInstance.of(run, instance))
                                .toList(),
                        page.total()));
    }

    Response previewInstance(Request request) {
        var run = instances.run(request);
        var instance = TaskInstance.of(run, instances.ofPath(run, request));
        return Json.answer(200, new Shapes.TaskInstances(List.of(instance), 1));
    }
}
