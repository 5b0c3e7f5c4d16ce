package dev.dagrunr.engine.internal.json;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.Param;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The JSON Schema, of draft 2020-12, of the conf that a DAG takes. Pure. */
public final class ParamsSchema {
    private static final String DRAFT = "https://json-schema.org/draft/2020-12/schema";
    private static final PropertyNamingStrategies.SnakeCaseStrategy NAMING =
            new PropertyNamingStrategies.SnakeCaseStrategy();
    private static final Set<Class<?>> WHOLE = Set.of(int.class, Integer.class, long.class, Long.class);

    private ParamsSchema() {}

    /** Keys without a default are required; others are not allowed. */
    public static String of(Dag<?> dag) {
        var schema = Json.MAPPER.createObjectNode().put("$schema", DRAFT);
        @Nullable ObjectNode defaults =
                dag.defaults().<ObjectNode>map(Json.MAPPER::valueToTree).orElse(null);
        describe(schema, dag.paramsType(), defaults);
        return schema.toString();
    }

    private static void describe(ObjectNode schema, Class<?> type, @Nullable ObjectNode defaults) {
        schema.put("type", "object");
        var properties = schema.putObject("properties");
        var required = Json.MAPPER.createArrayNode();
        for (var component : type.getRecordComponents()) {
            var key = NAMING.translate(component.getName());
            var property = properties.putObject(key);
            describe(property, Json.MAPPER.constructType(component.getGenericType()));
            bound(property, component);
            if (defaults != null && defaults.has(key)) {
                property.set("default", defaults.get(key));
            } else if (component.getType() != Optional.class) {
                required.add(key);
            }
        }
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        schema.put("additionalProperties", false);
    }

    private static void describe(ObjectNode property, JavaType type) {
        var raw = type.getRawClass();
        if (raw == Optional.class) {
            describe(property, type.containedType(0));
            if (property.has("type")) {
                var types = Json.MAPPER.createArrayNode();
                types.add(property.get("type"));
                property.set("type", types.add("null"));
            }
        } else if (raw.isEnum()) {
            constants(raw).forEach(property.putArray("enum")::add);
        } else if (raw.isRecord()) {
            describe(property, raw, null);
        } else if (type.isCollectionLikeType()) {
            property.put("type", "array");
            describe(property.putObject("items"), type.getContentType());
        } else if (type.isMapLikeType()) {
            property.put("type", "object");
            describe(property.putObject("additionalProperties"), type.getContentType());
        } else {
            describePlain(property, raw);
        }
    }

    private static void describePlain(ObjectNode property, Class<?> type) {
        if (type == String.class) {
            property.put("type", "string");
        } else if (WHOLE.contains(type)) {
            property.put("type", "integer");
        } else if (type == boolean.class || type == Boolean.class) {
            property.put("type", "boolean");
        } else if (Number.class.isAssignableFrom(type) || type == double.class || type == float.class) {
            property.put("type", "number");
        } else if (type == Instant.class) {
            property.put("type", "string").put("format", "date-time");
        } else if (type == Duration.class) {
            property.put("type", "string").put("format", "duration");
        }
    }

    private static List<String> constants(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                .toList();
    }

    private static void bound(ObjectNode property, RecordComponent component) {
        var param = component.getAnnotation(Param.class);
        if (param == null) {
            return;
        }
        if (!param.description().isEmpty()) {
            property.put("description", param.description());
        }
        if (param.min() != Long.MIN_VALUE) {
            property.put("minimum", param.min());
        }
        if (param.max() != Long.MAX_VALUE) {
            property.put("maximum", param.max());
        }
        if (param.minLength() > 0) {
            property.put("minLength", param.minLength());
        }
        if (param.maxLength() < Integer.MAX_VALUE) {
            property.put("maxLength", param.maxLength());
        }
        if (!param.pattern().isEmpty()) {
            // a schema's pattern may match anywhere
            property.put("pattern", "^(?:" + param.pattern() + ")$");
        }
        if (param.choices().length > 0) {
            ArrayNode choices = property.putArray("enum");
            Arrays.stream(param.choices()).forEach(choices::add);
        }
    }
}
