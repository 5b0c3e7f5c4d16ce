package dev.dagrunr.migration.source;

/**
 * A column of a source. Can be stored as JSON. Immutable.
 *
 * @param name as the target is to have it, case included
 * @param type as the source names it, such as {@code NUMBER(10)}; {@link TypeMapping} says what the target makes of it
 * @param nullable false when the target is to refuse NULL
 */
public record ColumnShape(String name, String type, boolean nullable) {}
