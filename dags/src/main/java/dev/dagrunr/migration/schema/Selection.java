package dev.dagrunr.migration.schema;

import java.util.List;

/**
 * Which schemas and tables of a database are meant. Immutable.
 *
 * @param schemas names; {@code *} stands for every schema that is not the system's
 * @param includeTables globs, at least one of which a table must match; none means all tables
 * @param excludeTables globs, none of which a table may match; they win
 * @param filledViewsAsTables whether materialized views that have been filled are read as the tables that could hold their
 *     rows: globs hold for them, too, and they need nothing that their queries read
 */
public record Selection(
        List<String> schemas, List<String> includeTables, List<String> excludeTables, boolean filledViewsAsTables) {
    public Selection {
        schemas = List.copyOf(schemas);
        includeTables = List.copyOf(includeTables);
        excludeTables = List.copyOf(excludeTables);
        if (schemas.isEmpty()) {
            throw new IllegalArgumentException("No schema is selected; name at least one, or * for all");
        }
    }

    /** With materialized views as what they are. */
    public Selection(List<String> schemas, List<String> includeTables, List<String> excludeTables) {
        this(schemas, includeTables, excludeTables, false);
    }

    /** The same, but with materialized views that have been filled as tables. */
    public Selection withFilledViewsAsTables() {
        return new Selection(schemas, includeTables, excludeTables, true);
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
