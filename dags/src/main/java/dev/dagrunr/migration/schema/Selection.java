package dev.dagrunr.migration.schema;

import java.util.List;

/**
 * Which schemas and tables of a database are meant. Immutable.
 *
 * @param schemas names; {@code *} stands for every schema that is not the system's
 * @param includeTables globs, at least one of which a table must match; none means all tables
 * @param excludeTables globs, none of which a table may match; they win
 */
public record Selection(List<String> schemas, List<String> includeTables, List<String> excludeTables) {
    public Selection {
        schemas = List.copyOf(schemas);
        includeTables = List.copyOf(includeTables);
        excludeTables = List.copyOf(excludeTables);
        if (schemas.isEmpty()) {
            throw new IllegalArgumentException("No schema is selected; name at least one, or * for all");
        }
    }

    /** All tables of the named schemas. */
    public static Selection ofSchemas(String... schemas) {
        return new Selection(List.of(schemas), List.of(), List.of());
    }

    boolean selectsEverySchema() {
        return schemas.contains("*");
    }

    boolean isWholeDatabase() {
        return selectsEverySchema() && includeTables.isEmpty() && excludeTables.isEmpty();
    }

    boolean selects(ObjectName table) {
        return (includeTables.isEmpty() || matchesAny(includeTables, table)) && !matchesAny(excludeTables, table);
    }

    private static boolean matchesAny(List<String> globs, ObjectName table) {
        return globs.stream().anyMatch(glob -> TableGlob.of(glob).matches(table));
    }
}
