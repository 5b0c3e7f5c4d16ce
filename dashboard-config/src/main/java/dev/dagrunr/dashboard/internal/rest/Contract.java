package dev.dagrunr.dashboard.internal.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dagrunr.dashboard.internal.web.BadRequestException;
import dev.dagrunr.dashboard.internal.web.Request;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the document says that an operation may be sent, held against requests before anything is looked up or changed: a
 * parameter that would be passed over in silence is refused as one of a wrong value is. Immutable.
 */
record Contract(Map<String, JsonNode> query, Map<String, JsonNode> fields, List<String> required, boolean hasBody) {
    /** @throws IllegalStateException when the document lacks the operation */
    static Contract of(JsonNode document, String method, String path) {
        var operation = document.path("paths").path(path).path(method.toLowerCase(Locale.ROOT));
        if (operation.isMissingNode()) {
            throw new IllegalStateException("The document of the API lacks " + method + " " + path);
        }
        var query = new LinkedHashMap<String, JsonNode>();
        for (var parameter : operation.path("parameters")) {
            if (parameter.path("in").asText().equals("query")) {
                query.put(parameter.path("name").asText(), Schema.checkable(parameter.path("schema")));
            }
        }
        var body = Schema.resolved(document, operation.at("/requestBody/content/application~1json/schema"));
        var fields = new LinkedHashMap<String, JsonNode>();
        body.path("properties")
                .properties()
                .forEach(field -> fields.put(field.getKey(), Schema.checkable(field.getValue())));
        var required = new ArrayList<String>();
        body.path("required").forEach(name -> required.add(name.asText()));
        return new Contract(query, fields, List.copyOf(required), operation.has("requestBody"));
    }

    /** @throws BadRequestException for the first thing that the operation does not take, naming it and what it does take */
    void check(Request request) {
        request.query().forEach((name, values) -> {
            var schema = known(name, query, "parameter");
            values.stream()
                    .filter(value -> !value.isBlank() && !Schema.accepts(schema, value))
                    .findFirst()
                    .ifPresent(value -> {
                        throw wrong(name, value, schema);
                    });
        });
        if (hasBody) {
            checkBody(request);
        }
    }

    private void checkBody(Request request) {
        var body = Json.body(request);
        body.properties().forEach(field -> {
            // null is as good as absent: clients of Airflow send it for all that they leave out
            if (field.getValue().isNull()) {
                return;
            }
            var schema = known(field.getKey(), fields, "field");
            if (!Schema.accepts(schema, field.getValue())) {
                throw wrong(field.getKey(), shown(field.getValue()), schema);
            }
        });
        for (var name : required) {
            if (!body.hasNonNull(name)) {
                throw new BadRequestException(
                        "'" + name + "' is missing; it must be " + Schema.described(known(name, fields, "field")));
            }
        }
    }

    private static JsonNode known(String name, Map<String, JsonNode> schemas, String what) {
        var schema = schemas.get(name);
        if (schema == null) {
            throw new BadRequestException("There is no " + what + " '" + shortened(name) + "' here; leave it out"
                    + (schemas.isEmpty() ? "" : ", there are only " + String.join(", ", schemas.keySet())));
        }
        return schema;
    }

    private static BadRequestException wrong(String name, String value, JsonNode schema) {
        return new BadRequestException(
                "'" + name + "' is '" + shortened(value) + "', but must be " + Schema.described(schema));
    }

    private static String shown(JsonNode value) {
        return value.isTextual() ? value.textValue() : value.toString();
    }

    private static String shortened(String text) {
        return text.length() > 100 ? text.substring(0, 100) + "…" : text;
    }
}
