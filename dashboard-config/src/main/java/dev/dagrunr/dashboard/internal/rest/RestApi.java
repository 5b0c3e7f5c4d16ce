package dev.dagrunr.dashboard.internal.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dagrunr.dashboard.internal.page.Operations;
import dev.dagrunr.dashboard.internal.web.BadRequestException;
import dev.dagrunr.dashboard.internal.web.ForbiddenException;
import dev.dagrunr.dashboard.internal.web.NotFoundException;
import dev.dagrunr.dashboard.internal.web.Problem;
import dev.dagrunr.dashboard.internal.web.Request;
import dev.dagrunr.dashboard.internal.web.Response;
import dev.dagrunr.dashboard.internal.web.Router;
import dev.dagrunr.dashboard.internal.web.UnsupportedMediaTypeException;
import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which address answers what. Thread-safe. */
public final class RestApi {
    /** Where it is served. */
    public static final String BASE = "/dagrunr/api/v2";

    private static final Logger log = LoggerFactory.getLogger(RestApi.class);
    private static final String DOCUMENT = document();

    private RestApi() {}

    public static Router router(Operations operations) {
        var dags = new DagResource(operations);
        var instances = new Instances(operations);
        var runs = new RunResource(operations);
        var tasks = new TaskResource(operations, instances);
        var attempts = new AttemptResource(operations, instances);
        var xcoms = new XComResource(operations, instances);
        var clears = new ClearResource(operations, instances);
        var marks = new MarkResource(operations, instances);
        var pools = new PoolResource(operations);
        var backfills = new BackfillResource(operations);
        var dag = "/dags/{dag_id}";
        var run = dag + "/dagRuns/{dag_run_id}";
        var task = run + "/taskInstances/{task_id}";
        var mapped = task + "/{map_index}";
        // a path of words comes before one that has a variable in their place
        return new Routes(new Router(RestApi::failed), parsed())
                .on("GET", "/openapi.json", request -> Response.json(200, DOCUMENT))
                .on("GET", "/dags", dags::list)
                .on("GET", dag, dags::get)
                .on("PATCH", dag, dags::patch)
                .on("GET", dag + "/details", dags::details)
                .on("GET", dag + "/tasks", dags::tasks)
                .on("GET", dag + "/tasks/{task_id}", dags::task)
                .on("GET", dag + "/dagVersions", dags::versions)
                .on("GET", dag + "/dagRuns", runs::list)
                .on("POST", dag + "/dagRuns", runs::trigger)
                .on("POST", dag + "/clearTaskInstances", clears::tasks)
                .on("GET", run, runs::get)
                .on("PATCH", run, runs::patch)
                .on("DELETE", run, runs::delete)
                .on("GET", run + "/wait", runs::await)
                .on("POST", run + "/clear", clears::run)
                .on("GET", run + "/taskInstances", tasks::list)
                .on("GET", task, tasks::get)
                .on("PATCH", task, marks::task)
                .on("PATCH", task + "/dry_run", marks::previewTask)
                .on("GET", task + "/listMapped", tasks::listMapped)
                .on("GET", task + "/dependencies", attempts::dependencies)
                .on("GET", task + "/logs", attempts::log)
                .on("GET", task + "/logs/{try_number}", attempts::logOfTry)
                .on("GET", task + "/tries", attempts::tries)
                .on("GET", task + "/tries/{try_number}", attempts::oneTry)
                .on("GET", task + "/xcomEntries", xcoms::list)
                .on("GET", task + "/xcomEntries/{xcom_key}", xcoms::get)
                .on("GET", mapped, tasks::get)
                .on("PATCH", mapped, marks::instance)
                .on("PATCH", mapped + "/dry_run", marks::previewInstance)
                .on("GET", mapped + "/dependencies", attempts::dependencies)
                .on("GET", mapped + "/tries", attempts::tries)
                .on("GET", mapped + "/tries/{try_number}", attempts::oneTry)
                .on("GET", "/pools", pools::list)
                .on("POST", "/pools", pools::create)
                .on("GET", "/pools/{pool_name}", pools::get)
                .on("PATCH", "/pools/{pool_name}", pools::patch)
                .on("DELETE", "/pools/{pool_name}", pools::delete)
                .on("POST", "/backfills", backfills::create)
                .on("POST", "/backfills/dry_run", backfills::preview)
                .router();
    }

    /** Adds routes that hold what they are asked against the document first. */
    private record Routes(Router router, JsonNode document) {
        Routes on(String method, String path, Router.Answering answering) {
            var contract = Contract.of(document, method, path);
            router.on(method, BASE + path, request -> {
                contract.check(request);
                return answering.answer(request);
            });
            return this;
        }
    }

    private static JsonNode parsed() {
        try {
            return new ObjectMapper().readTree(DOCUMENT);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("openapi.json is not JSON", e);
        }
    }

    private static Response failed(Request request, RuntimeException failure) {
        if (failure instanceof NotFoundException) {
            return problem(404, failure);
        }
        if (failure instanceof BadRequestException || failure instanceof IllegalArgumentException) {
            return problem(400, failure);
        }
        if (failure instanceof UnsupportedMediaTypeException) {
            return problem(415, failure);
        }
        if (failure instanceof ForbiddenException) {
            return problem(403, failure);
        }
        if (failure instanceof DagRunrException known && known.code().blame() == ErrorCode.Blame.CALLER) {
            return switch (known.code()) {
                case UNKNOWN_DAG, UNKNOWN_RUN, UNKNOWN_TASK -> problem(404, failure);
                case RUN_EXISTS, INVALID_STATE -> problem(409, failure);
                default -> problem(422, failure);
            };
        }
        log.warn("{} {} failed", request.method(), request.uri(), failure);
        if (failure instanceof DagRunrException known && known.code() == ErrorCode.DATABASE) {
            return problem(503, "The metadata database does not answer; try again in a moment.");
        }
        return problem(500, "The request failed; the log of the server says why.");
    }

    private static Response problem(int status, RuntimeException failure) {
        return problem(status, String.valueOf(failure.getMessage()));
    }

    private static Response problem(int status, String detail) {
        return Problem.of(status, detail).response();
    }

    private static String document() {
        try (var stream = RestApi.class.getResourceAsStream("openapi.json")) {
            if (stream == null) {
                throw new IllegalStateException("The app has no file openapi.json");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
