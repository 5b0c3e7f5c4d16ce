package dev.dagrunr.dashboard.internal.rest;

import dev.dagrunr.dag.TaskState;
import dev.dagrunr.dashboard.internal.page.Operations;
import dev.dagrunr.dashboard.internal.rest.Shapes.TaskInstance;
import dev.dagrunr.dashboard.internal.web.Request;
import dev.dagrunr.dashboard.internal.web.Response;
import dev.dagrunr.engine.view.InstanceFilter;
import java.util.Optional;

/** Task instances of a run. */
record TaskResource(Operations operations, Instances instances) {
    Response list(Request request) {
        return list(request, Optional.empty());
    }

    Response listMapped(Request request) {
        return list(request, Optional.of(request.at("task_id")));
    }

    private Response list(Request request, Optional<String> taskId) {
        var run = instances.run(request);
        var filter = InstanceFilter.ofRun(run.key())
                .withStates(request.queries("state").stream().map(TaskState::of).toList());
        var page = operations.view().instances(taskId.map(filter::ofTask).orElse(filter), DagResource.page(request));
        var shown = page.rows().stream()
                .map(instance -> TaskInstance.of(run, instance))
                .toList();
        return Json.answer(200, new Shapes.TaskInstances(shown, page.total()));
    }

    Response get(Request request) {
        var run = instances.run(request);
        return Json.answer(200, TaskInstance.of(run, instances.ofPath(run, request)));
    }
}
