package dev.dagrunr.dashboard.internal.rest;

import dev.dagrunr.dashboard.internal.page.Operations;
import dev.dagrunr.dashboard.internal.rest.Shapes.Dag;
import dev.dagrunr.dashboard.internal.rest.Shapes.DagVersion;
import dev.dagrunr.dashboard.internal.rest.Shapes.Task;
import dev.dagrunr.dashboard.internal.web.NotFoundException;
import dev.dagrunr.dashboard.internal.web.Request;
import dev.dagrunr.dashboard.internal.web.Response;
import dev.dagrunr.engine.view.PageRequest;
import java.util.ArrayList;

/** DAGs, their tasks and versions. */
record DagResource(Operations operations) {
    Response list(Request request) {
        var page = page(request);
        var dags = operations.view().dags(0);
        var shown = dags.stream()
                .skip(page.offset())
                .limit(page.limit())
                .map(Dag::of)
                .toList();
        return Json.answer(200, new Shapes.Dags(shown, dags.size()));
    }

    static PageRequest page(Request request) {
        return new PageRequest(
                request.number("offset", 0, 0, Integer.MAX_VALUE), request.number("limit", 100, 1, 1_000));
    }

    Response get(Request request) {
        return Json.answer(200, Dag.of(operations.dag(request.at("dag_id"), 0)));
    }

    Response details(Request request) {
        return Json.answer(200, Shapes.DagDetails.of(operations.dag(request.at("dag_id"), 0)));
    }

    /** {@code is_paused} is all that can be changed. */
    Response patch(Request request) {
        var dag = operations.dag(request.at("dag_id"), 0);
        if (Json.body(request).path("is_paused").booleanValue()) {
            operations.dagrunr().pause(dag.dagId());
        } else {
            operations.dagrunr().unpause(dag.dagId());
        }
        return get(request);
    }

    /** As new runs have them. */
    Response tasks(Request request) {
        var dag = operations.dag(request.at("dag_id"), 0);
        var shape = operations.shape(dag.structureHash());
        var tasks = shape.tasks().stream().map(task -> Task.of(shape, task)).toList();
        return Json.answer(200, new Shapes.Tasks(tasks, tasks.size()));
    }

    Response task(Request request) {
        var dag = operations.dag(request.at("dag_id"), 0);
        var shape = operations.shape(dag.structureHash());
        var task = shape.byId().get(request.at("task_id"));
        if (task == null) {
            throw new NotFoundException("DAG '" + dag.dagId() + "' has no task '" + request.at("task_id") + "'.");
        }
        return Json.answer(200, Task.of(shape, task));
    }

    /** The newest first. */
    Response versions(Request request) {
        var dag = operations.dag(request.at("dag_id"), 0);
        var all = operations.view().versions(dag.dagId());
        var versions = new ArrayList<DagVersion>();
        for (int i = 0; i < all.size(); i++) {
            versions.add(DagVersion.of(dag.dagId(), all.size() - i, all.get(i)));
        }
        return Json.answer(200, new Shapes.DagVersions(versions, versions.size()));
    }
}
