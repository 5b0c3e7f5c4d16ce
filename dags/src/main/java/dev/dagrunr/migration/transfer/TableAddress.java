package dev.dagrunr.migration.transfer;

import dev.dagrunr.migration.sql.QualifiedName;

/** A table on the server that a named connection leads to; names as the catalog stores them, unquoted. Immutable. */
public record TableAddress(String connectionId, String schema, String table) {
    /** The name without the server, for SQL. */
    public QualifiedName qualifiedName() {
        return QualifiedName.of(schema, table);
    }

    /** For people: {@code schema.table}. */
    @Override
    public String toString() {
        return schema + "." + table;
    }
}
