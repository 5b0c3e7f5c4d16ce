package dev.dagrunr.migration.schema;

import dev.dagrunr.migration.sql.QualifiedName;

/** A schema and a name in it as the catalog stores them, in the flat shape that results are stored in. Immutable. */
public record ObjectName(String schema, String name) {
    /** The same name in the form that SQL is made of. */
    public QualifiedName qualified() {
        return QualifiedName.of(schema, name);
    }

    /** For people: {@code schema.name} without quotes. Never part of SQL. */
    @Override
    public String toString() {
        return schema + "." + name;
    }
}
