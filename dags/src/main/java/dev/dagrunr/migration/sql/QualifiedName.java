package dev.dagrunr.migration.sql;

/** A schema and a name in it, as the catalog stores them: a table, sequence, index or type. Immutable. */
public record QualifiedName(Identifier schema, Identifier name) {
    public static QualifiedName of(String schema, String name) {
        return new QualifiedName(new Identifier(schema), new Identifier(name));
    }

    /** Both parts in double quotes, safe in any SQL text whatever they contain. */
    public String quoted() {
        return schema.quoted() + "." + name.quoted();
    }

    /** For people: {@code schema.name} without quotes. Never part of SQL. */
    @Override
    public String toString() {
        return schema + "." + name;
    }
}
