package dev.dagrunr.migration.step;

import dev.dagrunr.migration.ddl.SchemaComparison;
import dev.dagrunr.migration.ddl.SchemaDifference;
import dev.dagrunr.migration.ddl.SchemaMapping;
import dev.dagrunr.migration.schema.SchemaReader;
import dev.dagrunr.migration.schema.Selection;
import dev.dagrunr.migration.schema.SourceSchema;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What a target has already under the name of an object of the source, and otherwise than it. */
final class PresentObjects {
    private static final String SCHEMAS = """
            select nspname from pg_catalog.pg_namespace where nspname = any (?) order by nspname
            """;
    // set anew on every target, whatever was there
    private static final List<String> SET_ANEW =
            List.of("owner of ", "grants on ", "default privileges ", "comment on ", "security label on ");

    private PresentObjects() {}

    /**
     * A sentence for each.
     *
     * @param tables of which it is known otherwise that they differ, as {@code table schema.name}
     */
    static List<String> problems(Connection target, SourceSchema source, SchemaMapping mapping, Set<String> tables)
            throws SQLException {
        var schemas =
                existing(target, source.schemas().stream().map(mapping::target).toList());
        if (schemas.isEmpty()) {
            return List.of();
        }
        var present = new SchemaReader().read(target, new Selection(schemas, List.of(), List.of()));
        // Another version writes the same definition in other words.
        if (present.serverVersion() / 10_000 != source.serverVersion() / 10_000) {
            return List.of();
        }
        return SchemaComparison.compare(source, present, mapping).stream()
                .filter(difference -> difference.kind() == SchemaDifference.Kind.DIFFERENT)
                .map(SchemaDifference::object)
                .filter(object -> SET_ANEW.stream().noneMatch(object::startsWith) && !tables.contains(object))
                .map(object -> "The target has otherwise " + object
                        + "; change or drop it there, or set drop_existing_tables to true")
                .toList();
    }

    private static List<String> existing(Connection target, List<String> schemas) throws SQLException {
        try (var statement = target.prepareStatement(SCHEMAS)) {
            statement.setArray(1, target.createArrayOf("text", schemas.toArray()));
            var found = Stream.<String>builder();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
            return found.build().toList();
        }
    }
}
