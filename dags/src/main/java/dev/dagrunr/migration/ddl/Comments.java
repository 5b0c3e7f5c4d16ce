package dev.dagrunr.migration.ddl;

import dev.dagrunr.migration.schema.ObjectName;
import dev.dagrunr.migration.sql.Identifier;
import dev.dagrunr.migration.sql.Literal;

/** {@code comment on} statements. */
final class Comments {
    private Comments() {}

    static DdlStatement onConstraint(ObjectName table, String constraint, String comment) {
        return on(
                "constraint " + constraint + " of " + table,
                "constraint " + new Identifier(constraint).quoted() + " on "
                        + table.qualified().quoted(),
                comment);
    }

    static DdlStatement on(String object, String quotedObject, String comment) {
        return DdlStatement.repeatable(
                "Commenting on " + object, "comment on " + quotedObject + " is " + new Literal(comment).quoted());
    }
}
