package dev.dagrunr.migration.schema;

import java.util.List;

/**
 * A column's type. Immutable.
 *
 * @param sql as {@code format_type} writes it, modifiers included: {@code numeric(10,2)}, {@code app.mood[]}
 * @param name of the type in {@code pg_type}, such as {@code pg_catalog.int4} or {@code pg_catalog._int4}
 * @param leaves the base and enum types reached through arrays, domains, composites and ranges, sorted; the type itself
 *     when it is one
 * @param binary whether each type on the way has send and receive functions, without which COPY in binary fails
 */
public record ColumnType(String sql, ObjectName name, Kind kind, List<ObjectName> leaves, boolean binary) {
    public ColumnType {
        leaves = List.copyOf(leaves);
    }

    /** {@code typtype}, with arrays told apart from other base types. */
    public enum Kind {
        BASE,
        ARRAY,
        ENUM,
        DOMAIN,
        COMPOSITE,
        RANGE,
        MULTIRANGE,
        PSEUDO
    }
}
