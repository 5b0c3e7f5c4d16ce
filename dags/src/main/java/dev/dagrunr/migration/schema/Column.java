package dev.dagrunr.migration.schema;

import org.jspecify.annotations.Nullable;

/**
 * A column. Immutable.
 *
 * @param collation null when it is the collation of the type
 * @param notNullConstraint the validated not-null constraint; null before PostgreSQL 18, which has none
 * @param defaultExpression the default, or the expression of a generated column
 * @param local false for a column that a parent alone defines
 * @param identity null unless the column is {@code generated … as identity}
 */
public record Column(
        String name,
        ColumnType type,
        @Nullable ObjectName collation,
        boolean notNull,
        @Nullable NotNull notNullConstraint,
        @Nullable String defaultExpression,
        Generation generation,
        @Nullable Identity identity,
        boolean local,
        ColumnTuning tuning,
        @Nullable String comment) {
    /**
     * A not-null constraint by its name.
     *
     * @param local false for one that a parent alone defines
     */
    public record NotNull(
            String name, boolean local, @Nullable String comment) {}

    /** Whether the server computes the value, and when: STORED at a write, VIRTUAL (from 18) at a read. */
    public enum Generation {
        NONE,
        STORED,
        VIRTUAL
    }

    /** As a server before PostgreSQL 18 has it: what the column has of itself has no name, what it has of a parent does not change. */
    Column withoutOwnNotNullConstraint() {
        return notNullConstraint == null || !notNullConstraint.local()
                ? this
                : new Column(
                        name,
                        type,
                        collation,
                        notNull,
                        null,
                        defaultExpression,
                        generation,
                        identity,
                        local,
                        tuning,
                        comment);
    }

    /** The same column with another identity. */
    Column withIdentity(Identity other) {
        return new Column(
                name,
                type,
                collation,
                notNull,
                notNullConstraint,
                defaultExpression,
                generation,
                other,
                local,
                tuning,
                comment);
    }
}
