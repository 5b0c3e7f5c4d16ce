package dev.dagrunr.dashboard.internal.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dagrunr.dashboard.internal.page.Operations;
import dev.dagrunr.dashboard.internal.rest.Shapes.TaskInstance;
import dev.dagrunr.dashboard.internal.web.Request;
import dev.dagrunr.dashboard.internal.web.Response;
import dev.dagrunr.engine.ClearOptions;
import dev.dagrunr.engine.RunHandle;
import dev.dagrunr.engine.TaskInstanceInfo;
import dev.dagrunr.engine.view.RunSummary;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Lets task instances run again, with Airflow's fields; {@code dry_run} is on unless it is switched off, as there. Names no more
 * instances than asked for, and a dry run looks at no more than decide what it names.
 */
record ClearResource(Operations operations, Instances instances) {
    private record Named(String taskId, int mapIndex) {
        static Named of(TaskInstanceInfo task) {
            return new Named(task.taskId(), task.mapIndex());
        }
    }

    /** Some of those that are cleared. */
    private record Cleared(Set<Named> some, long total) {}

    Response tasks(Request request) {
        var body = Json.body(request);
        var run = operations.run(request.at("dag_id"), body.path("dag_run_id").asText());
        var chosen = options(body);
        return answer(
                run,
                body.path("dry_run").asBoolean(true) ? preview(run, chosen, most(request)) : clear(run, chosen),
                request);
    }

    /** The whole run, or what of it failed and all after that. */
    Response run(Request request) {
        var body = Json.body(request);
        var run = instances.run(request);
        var chosen =
                List.of(body.path("only_failed").asBoolean(false) ? ClearOptions.failed() : ClearOptions.wholeRun());
        if (body.path("dry_run").asBoolean(true)) {
            return answer(run, preview(run, chosen, most(request)), request);
        }
        return answer(run, clear(run, chosen), request);
    }

    private static int most(Request request) {
        return request.number("limit", 100, 1, 1_000);
    }

    private Cleared preview(RunSummary run, List<ClearOptions> chosen, int most) {
        var handle = handle(run);
        var some = new LinkedHashSet<Named>();
        boolean complete = true;
        long total = 0;
        for (var options : chosen) {
            var preview = handle.clearPreview(options, most);
            preview.first().forEach(instance -> some.add(new Named(instance.taskId(), instance.mapIndex())));
            complete &= preview.total() == preview.first().size();
            total = preview.total();
        }
        if (complete) {
            return new Cleared(some, some.size());
        }
        // what several choices have in common counts once, which the counters do not say
        return chosen.size() == 1
                ? new Cleared(some, total)
                : all(chosen.stream().map(handle::clearable).toList());
    }

    private Cleared clear(RunSummary run, List<ClearOptions> chosen) {
        var handle = handle(run);
        return all(chosen.stream().map(handle::clear).toList());
    }

    private static Cleared all(List<List<TaskInstanceInfo>> cleared) {
        var all = new LinkedHashSet<Named>();
        cleared.forEach(tasks -> tasks.forEach(task -> all.add(Named.of(task))));
        return new Cleared(all, all.size());
    }

    private RunHandle handle(RunSummary run) {
        return operations.dagrunr().run(run.dagId(), run.runId());
    }

    private Response answer(RunSummary run, Cleared cleared, Request request) {
        var now = operations.run(run.dagId(), run.runId());
        var shown = cleared.some().stream()
                .limit(most(request))
                .map(task -> TaskInstance.of(now, instances.find(now, task.taskId(), task.mapIndex())))
                .toList();
        return Json.answer(200, new Shapes.TaskInstances(shown, cleared.total()));
    }

    /** One for each task id, which is a text, or a text and a map index. */
    private static List<ClearOptions> options(ObjectNode body) {
        var chosen = new ArrayList<ClearOptions>();
        for (var id : body.path("task_ids")) {
            var task = ClearOptions.task(id.isArray() ? id.path(0).asText() : id.asText());
            chosen.add(id.isArray() ? task.withMapIndex(id.path(1).asInt(Instances.UNMAPPED)) : task);
        }
        if (chosen.isEmpty()) {
            chosen.add(ClearOptions.wholeRun());
        }
        return chosen.stream().map(options -> narrowed(options, body)).toList();
    }

    private static ClearOptions narrowed(ClearOptions chosen, ObjectNode body) {
        boolean onlyRunning = body.path("only_running").asBoolean(false);
        var options = onlyRunning ? chosen.withOnlyRunning() : chosen;
        if (body.path("only_failed").asBoolean(!onlyRunning)) {
            options = options.withOnlyFailed();
        }
        if (body.path("include_downstream").asBoolean(false)) {
            options = options.withDownstream();
        }
        if (body.path("include_upstream").asBoolean(false)) {
            options = options.withUpstream();
        }
        return body.path("prevent_running_task").asBoolean(false) ? options.withoutRunning() : options;
    }
}
