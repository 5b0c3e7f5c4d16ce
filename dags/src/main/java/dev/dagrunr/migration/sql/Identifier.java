package dev.dagrunr.migration.sql;

/**
 * A name as the catalog stores it, unquoted: a schema, table, column, index. Immutable.
 */
public record Identifier(String name) {
    /** @throws IllegalArgumentException when the name is empty or contains the character NUL, which PostgreSQL cannot store */
    public Identifier {
        if (name.isEmpty() || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("'" + name + "' is not a name that PostgreSQL can store");
        }
    }

    /** The name in double quotes, safe in any SQL text whatever it contains. */
    public String quoted() {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    @Override
    public String toString() {
        return name;
    }
}
