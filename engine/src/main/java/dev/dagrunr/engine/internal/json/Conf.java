package dev.dagrunr.engine.internal.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.Param;
import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.ErrorCode;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the conf of a run into the parameter record of its DAG: what the caller gave, over the defaults. All faults are
 * reported at once, before a run exists.
 */
public final class Conf<P extends Record> {
    /** A conf with a key twice, or with something after its end, is not what its author meant. */
    private static final ObjectReader STRICT = Json.MAPPER
            .reader()
            .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Dag<P> dag;
    private final Map<String, RecordComponent> components = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    private Conf(Dag<P> dag) {
        this.dag = dag;
        var naming = new PropertyNamingStrategies.SnakeCaseStrategy();
        Arrays.stream(dag.paramsType().getRecordComponents())
                .forEach(component -> components.put(naming.translate(component.getName()), component));
    }

    /** @throws DagRunrException with {@link ErrorCode#INVALID_CONF} and all faults */
    public static <P extends Record> P read(Dag<P> dag, String json) {
        return new Conf<>(dag).parse(json);
    }

    /**
     * Reads the conf of a run that exists: it was checked when it was stored, by this or another version of the DAG. A
     * parameter that was added since has its default.
     */
    public static <P extends Record> P stored(Dag<P> dag, String json) {
        var conf = new Conf<>(dag);
        var merged = conf.defaults();
        merged.setAll(conf.object(json));
        return conf.create(merged);
    }

    /** Checks parameters that a program made. */
    public static <P extends Record> String write(Dag<P> dag, P params) {
        var json = Json.write(params);
        read(dag, json);
        return json;
    }

    private P parse(String json) {
        var given = object(json);
        given.fieldNames().forEachRemaining(this::checkKey);
        var merged = defaults();
        merged.setAll(given);
        components.forEach((key, component) -> nameConstant(merged, key, component));
        components.forEach((key, component) -> checkValue(key, component, merged.get(key), given.has(key)));
        if (!problems.isEmpty()) {
            throw invalid(String.join("; ", problems));
        }
        return create(merged);
    }

    private ObjectNode defaults() {
        return dag.defaults().<ObjectNode>map(Json.MAPPER::valueToTree).orElseGet(Json.MAPPER::createObjectNode);
    }

    private P create(ObjectNode merged) {
        try {
            return Json.MAPPER.treeToValue(merged, dag.paramsType());
        } catch (JsonProcessingException e) {
            throw invalid(rootMessage(e));
        }
    }

    private ObjectNode object(String json) {
        try {
            var tree = STRICT.readTree(json);
            if (tree instanceof ObjectNode object) {
                return object;
            }
            throw invalid("it must be a JSON object such as {\"key\": \"value\"}");
        } catch (JsonProcessingException e) {
            // the parser's message can quote the source, which may hold anything; the place is enough
            var place = e.getLocation();
            throw invalid("it is not valid JSON at line " + place.getLineNr() + ", column " + place.getColumnNr()
                    + "; check quotes, commas and brackets there, and that no key is given twice");
        }
    }

    /** A parameter may be {@code true}, {@code false} or something else, such as auto: an enum with such constants. */
    private static void nameConstant(ObjectNode merged, String key, RecordComponent component) {
        var value = merged.get(key);
        if (value != null && value.isBoolean() && component.getType().isEnum()) {
            merged.put(key, value.asText());
        }
    }

    private void checkKey(String key) {
        if (!components.containsKey(key)) {
            var known = components.isEmpty()
                    ? "this DAG takes none"
                    : "known are " + String.join(", ", components.keySet());
            problems.add("key '" + key + "' is unknown (" + known + ")");
        }
    }

    private void checkValue(String key, RecordComponent component, @Nullable JsonNode value, boolean given) {
        if (value == null || value.isNull()) {
            if (component.getType() != Optional.class) {
                problems.add(
                        "key '" + key + (given ? "' is null and needs a value" : "' is missing and has no default"));
            }
            return;
        }
        var type = Json.MAPPER.constructType(component.getGenericType());
        try {
            if (!hasKindOf(component.getType(), value)) {
                problems.add(mismatch(key, component, value));
                return;
            }
            Json.MAPPER.treeToValue(value, type);
            checkBounds(key, component, value);
        } catch (JsonProcessingException e) {
            problems.add(mismatch(key, component, value));
        }
    }

    /** Stricter than Jackson, which reads "7" as a number and 7 as a text. */
    private static boolean hasKindOf(Class<?> type, JsonNode value) {
        if (type == String.class) {
            return value.isTextual();
        }
        if (isWhole(type)) {
            return value.isIntegralNumber();
        }
        if (isFractional(type)) {
            return value.isNumber();
        }
        return !isBoolean(type) || value.isBoolean();
    }

    private static boolean isFractional(Class<?> type) {
        return type == double.class || type == float.class || type == Double.class || type == Float.class;
    }

    private static boolean isWhole(Class<?> type) {
        return type == int.class || type == long.class || type == Integer.class || type == Long.class;
    }

    private static boolean isBoolean(Class<?> type) {
        return type == boolean.class || type == Boolean.class;
    }

    private void checkBounds(String key, RecordComponent component, JsonNode value) {
        var param = component.getAnnotation(Param.class);
        if (param != null && value.isNumber()) {
            checkNumber(key, param, value);
        } else if (param != null && value.isTextual()) {
            checkText(key, param, value.textValue());
        }
    }

    private void checkNumber(String key, Param bounds, JsonNode value) {
        if (value.decimalValue().compareTo(BigDecimal.valueOf(bounds.min())) < 0) {
            problems.add("key '" + key + "' is " + value + ", but must be at least " + bounds.min());
        }
        if (value.decimalValue().compareTo(BigDecimal.valueOf(bounds.max())) > 0) {
            problems.add("key '" + key + "' is " + value + ", but must be at most " + bounds.max());
        }
    }

    private void checkText(String key, Param bounds, String text) {
        int length = text.codePointCount(0, text.length());
        if (length < bounds.minLength()) {
            problems.add(
                    "key '" + key + "' has " + length + " characters, but must have at least " + bounds.minLength());
        }
        if (length > bounds.maxLength()) {
            problems.add(
                    "key '" + key + "' has " + length + " characters, but must have at most " + bounds.maxLength());
        }
        if (!bounds.pattern().isEmpty() && !Pattern.matches(bounds.pattern(), text)) {
            problems.add("key '" + key + "' is '" + text + "', but must match " + bounds.pattern());
        }
        var choices = List.of(bounds.choices());
        if (!choices.isEmpty() && !choices.contains(text)) {
            problems.add("key '" + key + "' is '" + text + "', but must be one of " + String.join(", ", choices));
        }
    }

    private static String mismatch(String key, RecordComponent component, JsonNode value) {
        return "key '" + key + "' is " + value + ", but must be " + describe(component);
    }

    private static String describe(RecordComponent component) {
        var type = component.getType();
        if (isWhole(type)) {
            return "a whole number";
        }
        if (isFractional(type)) {
            return "a number";
        }
        if (isBoolean(type)) {
            return "true or false";
        }
        if (type == String.class) {
            return "a text in double quotes";
        }
        if (type.isEnum()) {
            return "one of "
                    + String.join(
                            ", ",
                            Arrays.stream(type.getEnumConstants())
                                    .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                                    .toList());
        }
        if (List.class.isAssignableFrom(type)) {
            return "a list such as [\"a\", \"b\"]";
        }
        return "a " + type.getSimpleName();
    }

    private DagRunrException invalid(String what) {
        return new DagRunrException(
                ErrorCode.INVALID_CONF, "The conf of DAG '" + dag.id() + "' is not usable: " + what);
    }

    private static String rootMessage(Throwable thrown) {
        var cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof JsonProcessingException json
                ? json.getOriginalMessage()
                : String.valueOf(cause.getMessage());
    }
}
