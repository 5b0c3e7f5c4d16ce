package dev.dagrunr.dashboard.internal.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dagrunr.dag.RunState;
import dev.dagrunr.dashboard.internal.page.Operations;
import dev.dagrunr.dashboard.internal.rest.Shapes.DagRun;
import dev.dagrunr.dashboard.internal.web.Request;
import dev.dagrunr.dashboard.internal.web.Response;
import dev.dagrunr.engine.TriggerOptions;
import dev.dagrunr.engine.view.RunFilter;
import java.time.Duration;
import java.time.OffsetDateTime;

/** Runs of DAGs. */
record RunResource(Operations operations) {
    private static final int LONGEST_WAIT_SECONDS = 60;

    Response list(Request request) {
        // ~ stands for all, as in Airflow
        var dagId = request.at("dag_id");
        var filter = dagId.equals("~")
                ? RunFilter.all()
                : RunFilter.ofDag(operations.dag(dagId, 0).dagId());
        var states = request.queries("state").stream().map(RunState::of).toList();
        var page = operations
                .view()
                .runs(filter.withStates(states).withRunType(request.query("run_type")), DagResource.page(request));
        return Json.answer(
                200, new Shapes.DagRuns(page.rows().stream().map(DagRun::of).toList(), page.total()));
    }

    /** With {@code attach} a run of that id that exists is the answer, so that a trigger may be repeated. */
    Response trigger(Request request) {
        var body = Json.body(request);
        var dagId = operations.dag(request.at("dag_id"), 0).dagId();
        var options = TriggerOptions.defaults();
        if (body.hasNonNull("dag_run_id")) {
            options = options.withRunId(body.get("dag_run_id").asText());
        }
        if (body.hasNonNull("logical_date")) {
            options = options.withLogicalDate(
                    OffsetDateTime.parse(body.get("logical_date").asText()).toInstant());
        }
        boolean attach = request.query("attach").filter("true"::equals).isPresent();
        var conf = body.get("conf") instanceof ObjectNode object ? object.toString() : "{}";
        var run = operations.dagrunr().runner(dagId).triggerJson(conf, attach ? options.attachToExisting() : options);
        return Json.answer(200, DagRun.of(operations.run(dagId, run.runId())));
    }

    Response get(Request request) {
        return Json.answer(200, DagRun.of(operations.run(request.at("dag_id"), request.at("dag_run_id"))));
    }

    /** To {@code failed}, which stops the run but its teardowns, or to {@code success}, which ends it so. */
    Response patch(Request request) {
        var body = Json.body(request);
        var run = operations.run(request.at("dag_id"), request.at("dag_run_id"));
        var handle = operations.dagrunr().run(run.dagId(), run.runId());
        var note = body.path("note").asText("");
        if (body.path("state").asText().equals("success")) {
            handle.markSuccess();
        } else {
            handle.markFailed(note.isBlank() ? "Marked failed over the API" : note);
        }
        return get(request);
    }

    /** One that has ended, by the same way as the retention. */
    Response delete(Request request) {
        var run = operations.run(request.at("dag_id"), request.at("dag_run_id"));
        operations.dagrunr().run(run.dagId(), run.runId()).delete();
        return Response.empty(204);
    }

    /** Answers when the run has ended, or when the time is over. */
    Response await(Request request) {
        var run = operations.run(request.at("dag_id"), request.at("dag_run_id"));
        int seconds = request.number("timeout", 30, 0, LONGEST_WAIT_SECONDS);
        try {
            operations.dagrunr().run(run.dagId(), run.runId()).await(Duration.ofSeconds(seconds));
        } catch (InterruptedException e) {
            // the server ends; the state of this moment is the answer
            Thread.currentThread().interrupt();
        }
        return get(request);
    }
}
