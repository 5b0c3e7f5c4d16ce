package dev.dagrunr.migration.schema;

/**
 * An object that a migration does not create on the target.
 *
 * @param kind as PostgreSQL calls it, such as {@code view} or {@code trigger}
 * @param name for people, qualified
 * @param reason the rest of a sentence about it
 */
public record UncarriedObject(String kind, String name, String reason) {
    /** The kind of all large objects together, which move only when they are asked for. */
    public static final String LARGE_OBJECTS = "large objects";
}
