package dev.dagrunr.dashboard.internal.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dagrunr.dag.TaskState;
import dev.dagrunr.dashboard.internal.page.Operations;
import dev.dagrunr.dashboard.internal.rest.Shapes.TaskInstance;
import dev.dagrunr.dashboard.internal.web.BadRequestException;
import dev.dagrunr.dashboard.internal.web.NotFoundException;
import dev.dagrunr.dashboard.internal.web.Request;
import dev.dagrunr.dashboard.internal.web.Response;
import dev.dagrunr.engine.ClearOptions;
import dev.dagrunr.engine.RunHandle;
import dev.dagrunr.engine.TaskInstanceInfo;
import dev.dagrunr.engine.view.InstanceFilter;
import dev.dagrunr.engine.view.InstanceView;
import dev.dagrunr.engine.view.LogFilter;
import dev.dagrunr.engine.view.RunSummary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** Task instances of a run: what they are, said and returned, and to run them again. */
record TaskResource(Operations operations) {
    private static final int UNMAPPED = -1;
    private static final int LINES = 1_000;

    Response list(Request request) {
        return list(request, Optional.empty());
    }

    Response listMapped(Request request) {
        return list(request, Optional.of(request.at("task_id")));
    }

    private Response list(Request request, Optional<String> taskId) {
        var run = run(request);
        var filter = InstanceFilter.ofRun(run.key())
                .withStates(request.queries("state").stream()
                        .map(TaskResource::state)
                        .toList());
        var page = operations.view().instances(taskId.map(filter::ofTask).orElse(filter), DagResource.page(request));
        var instances = page.rows().stream()
                .map(instance -> TaskInstance.of(run, instance))
                .toList();
        return Json.answer(200, new Shapes.TaskInstances(instances, page.total()));
    }

    private static TaskState state(String name) {
        return Arrays.stream(TaskState.values())
                .filter(state -> state.wireName().equals(name))
                .findFirst()
                .orElseThrow(() -> new BadRequestException("'" + name + "' is no state of a task instance"));
    }

    Response get(Request request) {
        var run = run(request);
        return Json.answer(200, TaskInstance.of(run, instance(run, request.at("task_id"), UNMAPPED)));
    }

    Response getMapped(Request request) {
        var run = run(request);
        return Json.answer(
                200, TaskInstance.of(run, instance(run, request.at("task_id"), number(request.at("map_index")))));
    }

    private RunSummary run(Request request) {
        return operations.run(request.at("dag_id"), request.at("dag_run_id"));
    }

    private InstanceView instance(RunSummary run, String taskId, int mapIndex) {
        return operations
                .view()
                .instance(run.key(), taskId, mapIndex)
                .orElseThrow(() -> new NotFoundException("Run '" + run.runId() + "' has no instance " + mapIndex
                        + " of task '" + taskId + "'; -1 is that of a task that is not mapped."));
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new NotFoundException("'" + text + "' is no map index.");
        }
    }

    private InstanceView indexed(RunSummary run, Request request) {
        return instance(run, request.at("task_id"), request.number("map_index", UNMAPPED, UNMAPPED, Integer.MAX_VALUE));
    }

    /** The token of an answer asks for what was said since. */
    Response log(Request request) {
        var instance = indexed(run(request), request);
        var after = request.query("token").map(TaskResource::position).orElse(LogFilter.Position.START);
        var lines = operations.view().log(instance.key(), LogFilter.all().startingAfter(after), LINES);
        var token = lines.isEmpty()
                ? request.query("token").orElse(null)
                : lines.get(lines.size() - 1).epoch() + "."
                        + lines.get(lines.size() - 1).line();
        return Json.answer(
                200, new Shapes.Log(lines.stream().map(Shapes.Line::of).toList(), token));
    }

    private static LogFilter.Position position(String token) {
        if (!token.matches("\\d{1,9}\\.\\d{1,9}")) {
            throw new BadRequestException("'token' must be that of an earlier answer");
        }
        var parts = token.split("\\.");
        return new LogFilter.Position(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
    }

    Response xcoms(Request request) {
        var run = run(request);
        var instance = indexed(run, request);
        var page = operations
                .view()
                .xcoms(run.key(), instance.taskId(), instance.mapIndex(), Integer.MAX_VALUE, DagResource.page(request));
        var entries =
                page.rows().stream().map(value -> Shapes.XCom.of(run, value)).toList();
        return Json.answer(200, new Shapes.XComs(entries, page.total()));
    }

    /** With Airflow's fields; {@code dry_run} is on unless it is switched off, as there. */
    Response clear(Request request) {
        var body = Json.body(request);
        var run = operations.run(request.at("dag_id"), body.path("dag_run_id").asText());
        var handle = operations.dagrunr().run(run.dagId(), run.runId());
        boolean dryRun = body.path("dry_run").asBoolean(true);
        var changed = new LinkedHashMap<Long, TaskInstanceInfo>();
        for (var options : options(body)) {
            instances(handle, options, dryRun).forEach(task -> changed.put(task.key(), task));
        }
        var now = changed.values().stream()
                .map(task -> TaskInstance.of(run, instance(run, task.taskId(), task.mapIndex())))
                .toList();
        return Json.answer(200, new Shapes.TaskInstances(now, now.size()));
    }

    private static List<TaskInstanceInfo> instances(RunHandle run, ClearOptions options, boolean dryRun) {
        return dryRun ? run.clearable(options) : run.clear(options);
    }

    /** One for each task id, which is a text, or a text and a map index. */
    private static List<ClearOptions> options(ObjectNode body) {
        var chosen = new ArrayList<ClearOptions>();
        for (var id : body.path("task_ids")) {
            var task = ClearOptions.task(id.isArray() ? id.path(0).asText() : id.asText());
            chosen.add(id.isArray() ? task.withMapIndex(id.path(1).asInt(UNMAPPED)) : task);
        }
        if (chosen.isEmpty()) {
            chosen.add(ClearOptions.wholeRun());
        }
        boolean onlyFailed = body.path("only_failed").asBoolean(true);
        boolean downstream = body.path("include_downstream").asBoolean(false);
        boolean preventRunning = body.path("prevent_running_task").asBoolean(false);
        return chosen.stream()
                .map(options -> onlyFailed ? options.withOnlyFailed() : options)
                .map(options -> downstream ? options.withDownstream() : options)
                .map(options -> preventRunning ? options.withoutRunning() : options)
                .toList();
    }
}
