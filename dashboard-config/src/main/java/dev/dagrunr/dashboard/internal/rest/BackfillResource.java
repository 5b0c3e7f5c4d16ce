package dev.dagrunr.dashboard.internal.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dagrunr.dag.Reprocess;
import dev.dagrunr.dashboard.internal.page.Operations;
import dev.dagrunr.dashboard.internal.rest.Shapes.BackfillEntry;
import dev.dagrunr.dashboard.internal.web.BadRequestException;
import dev.dagrunr.dashboard.internal.web.Request;
import dev.dagrunr.dashboard.internal.web.Response;
import dev.dagrunr.engine.BackfillOptions;
import dev.dagrunr.engine.BackfillRun;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Runs of times that are over, with Airflow's fields. */
record BackfillResource(Operations operations) {
    private static final int MOST_ACTIVE_RUNS = 10;

    Response create(Request request) {
        var body = Json.body(request);
        return answer(operations.dagrunr().runner(dagId(body)).backfill(options(body)));
    }

    Response preview(Request request) {
        var body = Json.body(request);
        return answer(operations.dagrunr().runner(dagId(body)).previewBackfill(options(body)));
    }

    private String dagId(ObjectNode body) {
        return operations.dag(body.path("dag_id").asText(""), 0).dagId();
    }

    private static Response answer(List<BackfillRun> runs) {
        var entries = runs.stream().map(BackfillEntry::of).toList();
        return Json.answer(200, new Shapes.BackfillRuns(entries, entries.size()));
    }

    private static BackfillOptions options(ObjectNode body) {
        return new BackfillOptions(
                instant(body, "from_date"),
                instant(body, "to_date"),
                reprocess(body.path("reprocess_behavior").asText("none")),
                body.path("run_backwards").asBoolean(false),
                body.path("max_active_runs").asInt(MOST_ACTIVE_RUNS));
    }

    private static Instant instant(ObjectNode body, String field) {
        try {
            return OffsetDateTime.parse(body.path(field).asText("")).toInstant();
        } catch (DateTimeParseException e) {
            throw new BadRequestException("'" + field + "' is '"
                    + body.path(field).asText("") + "', but must be a time such as 2026-11-22T00:00:00Z");
        }
    }

    private static Reprocess reprocess(String name) {
        return Arrays.stream(Reprocess.values())
                .filter(which -> which.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() -> new BadRequestException(
                        "'reprocess_behavior' is '" + name + "', but must be none, failed or completed"));
    }
}
