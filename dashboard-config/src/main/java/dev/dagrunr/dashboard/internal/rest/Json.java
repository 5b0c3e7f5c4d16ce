package dev.dagrunr.dashboard.internal.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dagrunr.dashboard.internal.web.BadRequestException;
import dev.dagrunr.dashboard.internal.web.Request;
import dev.dagrunr.dashboard.internal.web.Response;
import dev.dagrunr.dashboard.internal.web.UnsupportedMediaTypeException;

/** Reads bodies and writes answers. */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private Json() {}

    static Response answer(int status, Object shape) {
        try {
            return Response.json(status, MAPPER.writeValueAsString(shape));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A shape of the API cannot be written", e);
        }
    }

    /**
     * The object that a request carries. Its type must be said to be JSON: a form of another site cannot say so.
     *
     * @throws BadRequestException when it is something else
     * @throws UnsupportedMediaTypeException when it is not said to be JSON
     */
    static ObjectNode body(Request request) {
        var type = request.header("Content-Type").orElse("");
        if (!type.split(";", -1)[0].strip().equalsIgnoreCase("application/json")) {
            throw new UnsupportedMediaTypeException("Content-Type is '"
                    + (type.length() > 100 ? type.substring(0, 100) + "…" : type)
                    + "', but must be application/json, and the body a JSON object");
        }
        try {
            JsonNode tree = MAPPER.readTree(request.body().isBlank() ? "{}" : request.body());
            if (tree instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            throw new BadRequestException(
                    "The body is not valid JSON at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr());
        }
        throw new BadRequestException("The body must be a JSON object");
    }
}
