package dev.dagrunr.dashboard.internal.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The fields of a form, made from the JSON Schema of a DAG's parameters: one for each key, of a kind that its type asks for. What
 * is typed becomes a conf that may be wrong; whoever reads the conf says what is. Immutable.
 */
final class TriggerForm {
    /** Before the names of the fields, so that no key is the name of another part of the form. */
    static final String PREFIX = "p.";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode schema;

    TriggerForm(String schema) {
        this.schema = parsed(schema);
    }

    private static JsonNode parsed(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A schema of ours is no JSON", e);
        }
    }

    boolean isEmpty() {
        return schema.path("properties").isEmpty();
    }

    /**
     * @param typed what stands in a field, by its name; null where nobody typed yet
     * @param faults sentences by key
     */
    List<Html> fields(Function<String, String> typed, Map<String, List<String>> faults) {
        var fields = new ArrayList<Html>();
        schema.path("properties")
                .properties()
                .forEach(property -> fields.add(field(
                        property.getKey(),
                        property.getValue(),
                        typed.apply(PREFIX + property.getKey()),
                        faults.getOrDefault(property.getKey(), List.of()))));
        return fields;
    }

    private Html field(String key, JsonNode property, String typed, List<String> faults) {
        var value = typed == null ? text(property.path("default"), property) : typed;
        var id = "field-" + key;
        var wrong = Html.when(!faults.isEmpty(), " aria-invalid=\"true\" aria-describedby=\"{}-faults\"", id);
        return Html.of(
                "<div class=\"field\"><label for=\"{}\"><code>{}</code>{} <small>{}</small></label>{}{}</div>",
                id,
                key,
                Html.when(isRequired(key), " <strong>required</strong>"),
                hint(property),
                input(id, PREFIX + key, property, value, wrong),
                Html.when(
                        !faults.isEmpty(),
                        "<p class=\"fault\" id=\"{}-faults\">{}</p>",
                        id,
                        String.join("; ", faults)));
    }

    private boolean isRequired(String key) {
        for (var required : schema.path("required")) {
            if (required.asText().equals(key)) {
                return true;
            }
        }
        return false;
    }

    private static String hint(JsonNode property) {
        var hints = new ArrayList<String>();
        if (property.hasNonNull("description")) {
            hints.add(property.get("description").asText());
        }
        if (property.has("minimum") || property.has("maximum")) {
            hints.add(property.path("minimum").asText("…") + " to "
                    + property.path("maximum").asText("…"));
        }
        switch (kind(property)) {
            case "array" -> hints.add("one a line");
            case "object", "" -> {
                if (!property.has("enum")) {
                    hints.add("a text, or JSON");
                }
            }
            default -> {
                if (property.has("format")) {
                    hints.add(property.get("format").asText());
                }
            }
        }
        return String.join(" · ", hints);
    }

    private static Html input(String id, String name, JsonNode property, String value, Html wrong) {
        if (property.has("enum")) {
            var choices = new ArrayList<String>();
            property.get("enum").forEach(choice -> choices.add(choice.asText()));
            return select(id, name, choices, value, wrong);
        }
        return switch (kind(property)) {
            case "boolean" -> select(id, name, List.of("true", "false"), value, wrong);
            case "array", "object" ->
                Html.of(
                        "<textarea id=\"{}\" name=\"{}\" rows=\"{}\" spellcheck=\"false\" autocomplete=\"off\"{}>{}</textarea>",
                        id,
                        name,
                        Math.min(12, 2 + (int) value.lines().count()),
                        wrong,
                        value);
            case "integer", "number" ->
                Html.of(
                        "<input id=\"{}\" name=\"{}\" value=\"{}\" inputmode=\"decimal\" autocomplete=\"off\"{}>",
                        id,
                        name,
                        value,
                        wrong);
            default ->
                Html.of(
                        "<input id=\"{}\" name=\"{}\" value=\"{}\" spellcheck=\"false\" autocomplete=\"off\"{}>",
                        id,
                        name,
                        value,
                        wrong);
        };
    }

    private static Html select(String id, String name, List<String> choices, String value, Html wrong) {
        var all = new ArrayList<>(choices);
        if (!all.contains(value)) {
            all.add(0, value); // nothing, or what came with the address
        }
        return Html.of(
                "<select id=\"{}\" name=\"{}\"{}>{}</select>",
                id,
                name,
                wrong,
                all.stream()
                        .map(choice -> Html.of(
                                "<option value=\"{}\"{}>{}</option>",
                                choice,
                                Html.when(choice.equals(value), " selected"),
                                choice))
                        .toList());
    }

    /** The type of a key; empty when it may have several. */
    private static String kind(JsonNode property) {
        var type = property.path("type");
        return type.isArray() ? type.path(0).asText() : type.asText();
    }

    /** A value as one types it. */
    private static String text(JsonNode value, JsonNode property) {
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        if (value.isTextual()) {
            return value.asText();
        }
        if (kind(property).equals("array") && isLines(value)) {
            var lines = new ArrayList<String>();
            value.forEach(element -> lines.add(element.asText()));
            return String.join("\n", lines);
        }
        return value.isContainerNode() ? PrettyJson.of(value.toString()) : value.asText();
    }

    /** Whether each element is one line, which reads as it was written. */
    private static boolean isLines(JsonNode list) {
        for (var element : list) {
            var text = element.asText();
            if (!element.isTextual() || text.isBlank() || !text.equals(text.strip()) || text.contains("\n")) {
                return false;
            }
        }
        return true;
    }

    /** The conf that the fields make: what is empty is left out, and gets its default. */
    String conf(Function<String, String> typed) {
        var conf = JSON.createObjectNode();
        schema.path("properties").properties().forEach(property -> {
            var text = typed.apply(PREFIX + property.getKey());
            if (text != null && !text.isBlank()) {
                conf.set(property.getKey(), value(text, property.getValue()));
            }
        });
        return conf.toString();
    }

    /** What does not read as its type stays the text that was typed. */
    private static JsonNode value(String text, JsonNode property) {
        return switch (kind(property)) {
            case "string" -> TextNode.valueOf(text);
            case "array" -> text.strip().startsWith("[") ? orText(text) : lines(text, property.path("items"));
            case "integer", "number", "boolean" -> scalar(text);
            case "object" -> orText(text);
            default -> property.has("enum") ? TextNode.valueOf(text) : jsonOrText(text);
        };
    }

    private static JsonNode lines(String text, JsonNode items) {
        var list = JSON.createArrayNode();
        text.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(line -> list.add(value(line, items)));
        return list;
    }

    private static JsonNode scalar(String text) {
        var read = orText(text.strip());
        return read.isNumber() || read.isBoolean() ? read : TextNode.valueOf(text);
    }

    /** Where both a text and something else may stand: JSON begins like JSON. */
    private static JsonNode jsonOrText(String text) {
        return text.strip().matches("(?s)[\\[{].*") ? orText(text) : TextNode.valueOf(text);
    }

    private static JsonNode orText(String text) {
        try {
            var read = JSON.readTree(text);
            return read.isMissingNode() ? TextNode.valueOf(text) : read;
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(text);
        }
    }
}
