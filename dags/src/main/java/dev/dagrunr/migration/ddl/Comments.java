package dev.dagrunr.migration.ddl;

import dev.dagrunr.migration.sql.Literal;

/** {@code comment on} statements. */
final class Comments {
    private Comments() {}

    static DdlStatement on(String object, String quotedObject, String comment) {
        return DdlStatement.repeatable(
                "Commenting on " + object, "comment on " + quotedObject + " is " + new Literal(comment).quoted());
    }
}
