package dev.dagrunr.dashboard.internal.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dagrunr.dag.RunState;
import dev.dagrunr.dashboard.internal.page.Operations;
import dev.dagrunr.dashboard.internal.rest.Shapes.Dag;
import dev.dagrunr.dashboard.internal.rest.Shapes.DagRun;
import dev.dagrunr.dashboard.internal.web.BadRequestException;
import dev.dagrunr.dashboard.internal.web.Request;
import dev.dagrunr.dashboard.internal.web.Response;
import dev.dagrunr.engine.TriggerOptions;
import dev.dagrunr.engine.view.PageRequest;
import dev.dagrunr.engine.view.RunFilter;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** DAGs and their runs. */
record DagResource(Operations operations) {
    private static final int LONGEST_WAIT_SECONDS = 60;

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

    /** {@code is_paused} is all that can be changed. */
    Response patch(Request request) {
        var body = Json.body(request);
        var dag = operations.dag(request.at("dag_id"), 0);
        if (!body.path("is_paused").isBoolean()) {
            throw new BadRequestException("'is_paused' must be true or false; nothing else of a DAG can be changed");
        }
        if (body.get("is_paused").booleanValue()) {
            operations.dagrunr().pause(dag.dagId());
        } else {
            operations.dagrunr().unpause(dag.dagId());
        }
        return get(request);
    }

    Response runs(Request request) {
        // ~ stands for all, as in Airflow
        var dagId = request.at("dag_id");
        var filter = dagId.equals("~")
                ? RunFilter.all()
                : RunFilter.ofDag(operations.dag(dagId, 0).dagId());
        var states = request.queries("state").stream().map(DagResource::state).toList();
        var page =
                operations.view().runs(filter.withStates(states).withRunType(request.query("run_type")), page(request));
        return Json.answer(
                200, new Shapes.DagRuns(page.rows().stream().map(DagRun::of).toList(), page.total()));
    }

    private static RunState state(String name) {
        return Arrays.stream(RunState.values())
                .filter(state -> state.wireName().equals(name))
                .findFirst()
                .orElseThrow(() -> new BadRequestException("'" + name + "' is no state of a run"));
    }

    /** With {@code attach} a run of that id that exists is the answer, so that a trigger may be repeated. */
    Response trigger(Request request) {
        var body = Json.body(request);
        var dagId = operations.dag(request.at("dag_id"), 0).dagId();
        var options = Optional.ofNullable(body.get("dag_run_id"))
                .filter(id -> !id.isNull())
                .map(id -> TriggerOptions.defaults().withRunId(id.asText()))
                .orElse(TriggerOptions.defaults());
        boolean attach = request.query("attach").filter("true"::equals).isPresent();
        var conf = body.get("conf") instanceof ObjectNode object ? object.toString() : "{}";
        if (body.hasNonNull("conf") && !body.get("conf").isObject()) {
            throw new BadRequestException("'conf' must be a JSON object");
        }
        var run = operations.dagrunr().runner(dagId).triggerJson(conf, attach ? options.attachToExisting() : options);
        return Json.answer(200, DagRun.of(operations.run(dagId, run.runId())));
    }

    Response run(Request request) {
        return Json.answer(200, DagRun.of(operations.run(request.at("dag_id"), request.at("dag_run_id"))));
    }

    /** To {@code failed}, which stops the run but its teardowns, or to {@code success}, which ends it so. */
    Response patchRun(Request request) {
        var body = Json.body(request);
        var run = operations.run(request.at("dag_id"), request.at("dag_run_id"));
        var handle = operations.dagrunr().run(run.dagId(), run.runId());
        var note = body.path("note").asText("");
        switch (body.path("state").asText()) {
            case "failed" -> handle.markFailed(note.isBlank() ? "Marked failed over the API" : note);
            case "success" -> handle.markSuccess();
            default -> throw new BadRequestException("'state' must be failed, which stops the run, or success");
        }
        return run(request);
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
        return run(request);
    }
}
