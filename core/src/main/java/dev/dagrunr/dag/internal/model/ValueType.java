package dev.dagrunr.dag.internal.model;

/**
 * What the JSON of a task's value is read back as.
 *
 * @param list whether the value is a list of {@code element}
 */
public record ValueType(Class<?> element, boolean list) {
    public static ValueType of(Class<?> type) {
        return new ValueType(type, false);
    }

    public static ValueType listOf(Class<?> element) {
        return new ValueType(element, true);
    }
}
