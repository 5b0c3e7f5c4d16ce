package dev.dagrunr.dashboard.internal.rest;

import dev.dagrunr.dashboard.internal.page.Operations;
import dev.dagrunr.dashboard.internal.web.NotFoundException;
import dev.dagrunr.dashboard.internal.web.Request;
import dev.dagrunr.engine.view.InstanceView;
import dev.dagrunr.engine.view.RunSummary;

/** Finds the run and the task instance that a request names. */
record Instances(Operations operations) {
    static final int UNMAPPED = -1;

    RunSummary run(Request request) {
        return operations.run(request.at("dag_id"), request.at("dag_run_id"));
    }

    /** By the map index of the path, where that has one. */
    InstanceView ofPath(RunSummary run, Request request) {
        return find(run, request.at("task_id"), mapIndex(request));
    }

    static int mapIndex(Request request) {
        var text = request.path().getOrDefault("map_index", Integer.toString(UNMAPPED));
        if (!text.matches("-?\\d{1,9}")) {
            throw new NotFoundException("'" + text + "' is no map index.");
        }
        return Integer.parseInt(text);
    }

    /** By the parameter {@code map_index}. */
    InstanceView ofQuery(RunSummary run, Request request) {
        return find(run, request.at("task_id"), request.number("map_index", UNMAPPED, UNMAPPED, Integer.MAX_VALUE));
    }

    /** @throws NotFoundException when the run has none */
    InstanceView find(RunSummary run, String taskId, int mapIndex) {
        return operations
                .view()
                .instance(run.key(), taskId, mapIndex)
                .orElseThrow(() -> new NotFoundException("Run '" + run.runId() + "' has no instance " + mapIndex
                        + " of task '" + taskId + "'; -1 is that of a task that is not mapped."));
    }
}
