package dev.dagrunr.migration.schema;

import org.jspecify.annotations.Nullable;

/**
 * A constraint that refers to no other table. Immutable.
 *
 * @param definition as {@code alter table … add constraint} takes it, with {@code NOT VALID} when it is not validated
 * @param validated whether all rows are known to obey
 * @param local false for one that a parent alone defines
 * @param attachedTo the index of the parent that the index behind an exclusion constraint is a part of
 */
public record Constraint(
        String name,
        Kind kind,
        String definition,
        boolean validated,
        boolean local,
        @Nullable ObjectName attachedTo,
        @Nullable String comment) {
    /** Which of the constraints that are not keys. */
    public enum Kind {
        CHECK,
        EXCLUSION,
        NOT_NULL
    }
}
