package dev.dagrunr.engine.internal.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.EnumFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.dagrunr.dag.internal.model.ValueType;
import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.ErrorCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes values as JSON and reads them back. Types come from the declaration of a task, never from the JSON itself. Unknown
 * fields are ignored, so that a run outlives the removal of a field. Thread-safe.
 */
public final class Json {
    static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            // so that states have the names in values that they have in the engine's tables
            .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
            .defaultPropertyInclusion(JsonInclude.Value.construct(Include.NON_NULL, Include.ALWAYS))
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private Json() {}

    /** @throws DagRunrException with {@link ErrorCode#INVALID_RESULT} when the value cannot be written */
    public static String write(@Nullable Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new DagRunrException(
                    ErrorCode.INVALID_RESULT,
                    "A value of type "
                            + (value == null ? "null" : value.getClass().getName()) + " cannot be written as JSON: "
                            + e.getOriginalMessage(),
                    e);
        }
    }

    public static <T> T read(String json, Class<T> type) {
        return read(json, MAPPER.constructType(type));
    }

    /** Reads a value that is not a list, or one element of a list. */
    public static Object readElement(String json, ValueType type) {
        return read(json, MAPPER.constructType(type.element()));
    }

    /** Reads a whole value, also when it is a list. */
    public static Object readValue(String json, ValueType type) {
        var element = MAPPER.constructType(type.element());
        return read(json, type.list() ? MAPPER.getTypeFactory().constructCollectionType(List.class, element) : element);
    }

    private static <T> T read(String json, JavaType type) {
        try {
            return MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new DagRunrException(
                    ErrorCode.INVALID_RESULT,
                    "A stored value cannot be read as " + type.toCanonical() + ": " + e.getOriginalMessage(),
                    e);
        }
    }
}
