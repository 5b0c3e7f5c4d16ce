package dev.dagrunr.dashboard.internal.rest;

import dev.dagrunr.dashboard.internal.page.Operations;
import dev.dagrunr.dashboard.internal.web.BadRequestException;
import dev.dagrunr.dashboard.internal.web.ForbiddenException;
import dev.dagrunr.dashboard.internal.web.NotFoundException;
import dev.dagrunr.dashboard.internal.web.Request;
import dev.dagrunr.dashboard.internal.web.Response;
import dev.dagrunr.dashboard.internal.web.Router;
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
        var tasks = new TaskResource(operations);
        var marks = new MarkResource(operations);
        var pools = new PoolResource(operations);
        var backfills = new BackfillResource(operations);
        var run = BASE + "/dags/{dag_id}/dagRuns/{dag_run_id}";
        var task = run + "/taskInstances/{task_id}";
        return new Router(RestApi::failed)
                .on("GET", BASE + "/openapi.json", request -> Response.json(200, DOCUMENT))
                .on("GET", BASE + "/dags", dags::list)
                .on("GET", BASE + "/dags/{dag_id}", dags::get)
                .on("PATCH", BASE + "/dags/{dag_id}", dags::patch)
                .on("GET", BASE + "/dags/{dag_id}/dagRuns", dags::runs)
                .on("POST", BASE + "/dags/{dag_id}/dagRuns", dags::trigger)
                .on("POST", BASE + "/dags/{dag_id}/clearTaskInstances", tasks::clear)
                .on("GET", run, dags::run)
                .on("PATCH", run, dags::patchRun)
                .on("GET", run + "/wait", dags::await)
                .on("GET", run + "/taskInstances", tasks::list)
                .on("GET", task, tasks::get)
                .on("GET", task + "/listMapped", tasks::listMapped)
                .on("GET", task + "/logs", tasks::log)
                .on("GET", task + "/xcomEntries", tasks::xcoms)
                .on("GET", task + "/{map_index}", tasks::getMapped)
                .on("PATCH", task, marks::task)
                .on("PATCH", task + "/{map_index}", marks::instance)
                .on("GET", BASE + "/pools", pools::list)
                .on("POST", BASE + "/pools", pools::create)
                .on("GET", BASE + "/pools/{pool_name}", pools::get)
                .on("PATCH", BASE + "/pools/{pool_name}", pools::patch)
                .on("DELETE", BASE + "/pools/{pool_name}", pools::delete)
                .on("POST", BASE + "/backfills", backfills::create)
                .on("POST", BASE + "/backfills/dry_run", backfills::preview);
    }

    private static Response failed(Request request, RuntimeException failure) {
        if (failure instanceof NotFoundException) {
            return problem(404, "Not found", failure);
        }
        if (failure instanceof BadRequestException || failure instanceof IllegalArgumentException) {
            return problem(400, "Bad request", failure);
        }
        if (failure instanceof ForbiddenException) {
            return problem(403, "Forbidden", failure);
        }
        if (failure instanceof DagRunrException known && known.code().blame() == ErrorCode.Blame.CALLER) {
            return switch (known.code()) {
                case UNKNOWN_DAG, UNKNOWN_RUN, UNKNOWN_TASK -> problem(404, "Not found", failure);
                case RUN_EXISTS, INVALID_STATE -> problem(409, "Conflict", failure);
                default -> problem(422, "Unprocessable", failure);
            };
        }
        log.warn("{} {} failed", request.method(), request.uri(), failure);
        if (failure instanceof DagRunrException known && known.code() == ErrorCode.DATABASE) {
            return problem(503, "Unavailable", "The metadata database does not answer; try again in a moment.");
        }
        return problem(500, "Internal error", "The request failed; the log of the server says why.");
    }

    private static Response problem(int status, String title, RuntimeException failure) {
        return problem(status, title, String.valueOf(failure.getMessage()));
    }

    private static Response problem(int status, String title, String detail) {
        var answer = Json.answer(status, new Shapes.Problem("about:blank", title, status, detail));
        return new Response(status, "application/problem+json", answer.body(), answer.headers());
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
