package dev.dagrunr.dashboard.internal.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** As much of JSON Schema as the document of the API uses for what it takes. */
final class Schema {
    private static final Set<String> CHECKED =
            Set.of("type", "enum", "minimum", "maximum", "pattern", "format", "oneOf", "items", "prefixItems");
    private static final Set<String> SAID = Set.of("default", "description", "x-must-be");

    private Schema() {}

    /** @throws IllegalStateException when the document asks for what {@link #accepts} would not check */
    static JsonNode checkable(JsonNode schema) {
        schema.fieldNames().forEachRemaining(word -> {
            if (!CHECKED.contains(word) && !SAID.contains(word)) {
                throw new IllegalStateException("Requests are not held against '" + word + "' of " + schema);
            }
        });
        schema.path("oneOf").forEach(Schema::checkable);
        schema.path("prefixItems").forEach(Schema::checkable);
        if (schema.has("items")) {
            checkable(schema.path("items"));
        }
        return schema;
    }

    static JsonNode resolved(JsonNode document, JsonNode schema) {
        return schema.has("$ref") ? document.at(schema.path("$ref").asText().substring(1)) : schema;
    }

    /** A text of an address, read as the schema's type. */
    static boolean accepts(JsonNode schema, String text) {
        return accepts(
                schema,
                switch (schema.path("type").asText()) {
                    case "integer" ->
                        text.matches("-?\\d{1,18}") ? LongNode.valueOf(Long.parseLong(text)) : TextNode.valueOf(text);
                    case "boolean" ->
                        text.matches("true|false") ? BooleanNode.valueOf(text.equals("true")) : TextNode.valueOf(text);
                    default -> TextNode.valueOf(text);
                });
    }

    static boolean accepts(JsonNode schema, JsonNode value) {
        return isOfType(types(schema), value)
                && (!schema.has("enum") || contains(schema.path("enum"), value))
                && (!value.isNumber() || isWithin(schema, value.asLong()))
                && (!value.isTextual() || isWellFormed(schema, value.textValue()))
                && (!schema.has("oneOf") || fitsOne(schema.path("oneOf"), value))
                && (!value.isArray() || itemsFit(schema, value));
    }

    private static List<String> types(JsonNode schema) {
        var types = new ArrayList<String>();
        schema.path("type").forEach(type -> types.add(type.asText()));
        if (types.isEmpty() && schema.has("type")) {
            types.add(schema.path("type").asText());
        }
        return types;
    }

    private static boolean isOfType(List<String> types, JsonNode value) {
        return types.isEmpty()
                || types.contains(
                        value.isIntegralNumber()
                                ? "integer"
                                : switch (value.getNodeType()) {
                                    case STRING -> "string";
                                    case BOOLEAN -> "boolean";
                                    case ARRAY -> "array";
                                    case OBJECT -> "object";
                                    case NULL -> "null";
                                    default -> "number";
                                });
    }

    private static boolean contains(JsonNode values, JsonNode value) {
        for (var one : values) {
            if (one.equals(value)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isWithin(JsonNode schema, long number) {
        return number >= schema.path("minimum").asLong(Integer.MIN_VALUE)
                && number <= schema.path("maximum").asLong(Integer.MAX_VALUE);
    }

    private static boolean isWellFormed(JsonNode schema, String text) {
        if (schema.has("pattern")) {
            return text.matches(schema.path("pattern").asText());
        }
        if (!schema.path("format").asText().equals("date-time")) {
            return true;
        }
        try {
            OffsetDateTime.parse(text);
            return true;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private static boolean fitsOne(JsonNode schemas, JsonNode value) {
        for (var schema : schemas) {
            if (accepts(schema, value)) {
                return true;
            }
        }
        return false;
    }

    private static boolean itemsFit(JsonNode schema, JsonNode items) {
        var places = schema.path("prefixItems");
        for (int i = 0; i < items.size(); i++) {
            var item = places.has(i) ? places.path(i) : schema.path("items");
            if (!accepts(item, items.path(i))) {
                return false;
            }
        }
        return items.size() >= places.size();
    }

    /** What to write instead, as it goes on after "must be". */
    static String described(JsonNode schema) {
        if (schema.has("x-must-be")) {
            return schema.path("x-must-be").asText();
        }
        if (schema.has("enum")) {
            var values = new ArrayList<String>();
            schema.path("enum").forEach(value -> values.add(value.asText()));
            return String.join(" or ", values);
        }
        if (schema.path("format").asText().equals("date-time")) {
            return "a time such as 2026-11-22T00:00:00Z";
        }
        var types = types(schema);
        if (types.contains("integer")) {
            return "a whole number from " + schema.path("minimum").asLong(Integer.MIN_VALUE)
                    + (schema.has("maximum") ? " to " + schema.path("maximum").asLong() : "");
        }
        if (types.contains("boolean")) {
            return "true or false";
        }
        return types.contains("object") ? "a JSON object" : types.contains("array") ? "a JSON array" : "a text";
    }
}
