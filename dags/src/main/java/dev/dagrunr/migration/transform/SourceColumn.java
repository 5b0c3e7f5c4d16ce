package dev.dagrunr.migration.transform;

/**
 * A column whose values are moved. Immutable.
 *
 * @param type as {@code format_type} writes it, such as {@code numeric(10,2)}
 */
public record SourceColumn(String schema, String table, String name, String type) {
    /** For people: {@code public.users.email}. */
    @Override
    public String toString() {
        return schema + "." + table + "." + name;
    }
}
