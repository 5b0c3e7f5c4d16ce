package dev.dagrunr.migration.schema;

import org.jspecify.annotations.Nullable;

/**
 * A type that a user defined, whole, as {@code create type} or {@code create domain} needs it. Immutable.
 *
 * @param definition what follows the name: {@code AS ENUM ('a', 'b')}, {@code AS integer CONSTRAINT c CHECK (…)}
 */
public record UserType(
        ObjectName name,
        Kind kind,
        String definition,
        @Nullable String comment) {
    /** What can be carried; base types need C functions and cannot. */
    public enum Kind {
        ENUM,
        COMPOSITE,
        DOMAIN,
        RANGE
    }
}
