package dev.dagrunr.dashboard.internal.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dagrunr.dashboard.internal.page.Operations;
import dev.dagrunr.dashboard.internal.rest.Shapes.Pool;
import dev.dagrunr.dashboard.internal.web.BadRequestException;
import dev.dagrunr.dashboard.internal.web.Request;
import dev.dagrunr.dashboard.internal.web.Response;
import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.ErrorCode;
import dev.dagrunr.engine.PoolSettings;

/** Slots that tasks of all DAGs share. */
record PoolResource(Operations operations) {
    Response list(Request request) {
        var page = DagResource.page(request);
        var pools = operations.dagrunr().pools();
        var shown = pools.stream()
                .skip(page.offset())
                .limit(page.limit())
                .map(Pool::of)
                .toList();
        return Json.answer(200, new Shapes.Pools(shown, pools.size()));
    }

    Response get(Request request) {
        return Json.answer(200, Pool.of(operations.pool(request.at("pool_name"))));
    }

    Response create(Request request) {
        var body = Json.body(request);
        var name = body.path("name").asText("");
        if (operations.dagrunr().pools().stream().anyMatch(pool -> pool.name().equals(name))) {
            throw new DagRunrException(
                    ErrorCode.INVALID_STATE, "There is a pool '" + name + "' already; change that one");
        }
        return set(changed(PoolSettings.of(name, 0), body, true), 201);
    }

    Response patch(Request request) {
        var pool = operations.pool(request.at("pool_name")).settings();
        return set(changed(pool, Json.body(request), false), 200);
    }

    private Response set(PoolSettings pool, int status) {
        operations.dagrunr().setPool(pool);
        return Json.answer(status, Pool.of(operations.pool(pool.name())));
    }

    private static PoolSettings changed(PoolSettings pool, ObjectNode body, boolean slotsAreNeeded) {
        var slots = body.path("slots");
        if (!slots.isInt() && (slotsAreNeeded || !slots.isMissingNode())) {
            throw new BadRequestException("'slots' must be a whole number; -1 is no limit");
        }
        return new PoolSettings(
                pool.name(),
                slots.asInt(pool.slots()),
                body.path("include_deferred").asBoolean(pool.includeDeferred()),
                body.path("description").asText(pool.description()));
    }

    Response delete(Request request) {
        operations.dagrunr().deletePool(operations.pool(request.at("pool_name")).name());
        return Response.empty(204);
    }
}
