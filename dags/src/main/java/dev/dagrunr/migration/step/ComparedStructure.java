package dev.dagrunr.migration.step;

import dev.dagrunr.migration.MaterializedViews;
import dev.dagrunr.migration.ValidationParams;
import dev.dagrunr.migration.connection.CancelWatch;
import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.migration.connection.SessionSettings;
import dev.dagrunr.migration.ddl.SchemaComparison;
import dev.dagrunr.migration.ddl.SchemaDifference;
import dev.dagrunr.migration.schema.SchemaReader;
import dev.dagrunr.migration.schema.SelectionException;
import dev.dagrunr.migration.schema.SourceSchema;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What the schemas of a validation have otherwise on its two sides. */
record ComparedStructure(Connections connections, ValidationParams params) {
    /** Bounds what is stored of two databases that have little in common. */
    private static final int MOST = 200;

    List<String> read() throws SQLException {
        var mapping = Plan.mapping(params.sourceSchema(), params.targetSchema());
        var source = read(params.sourceConnId(), params.sourceSchema(), params.includeTables(), params.excludeTables());
        boolean everything = params.sourceSchema().equals(List.of("*"));
        var schemas = everything
                ? params.sourceSchema()
                : source.schemas().stream().map(mapping::target).toList();
        boolean some =
                !params.includeTables().isEmpty() || !params.excludeTables().isEmpty();
        SourceSchema target;
        try {
            target = read(params.targetConnId(), schemas, List.of(), List.of());
        } catch (SelectionException e) {
            return List.of("The target cannot be compared: " + e.getMessage());
        }
        // of a part of the tables, what the target has beside them says nothing
        var lines = SchemaComparison.compare(source, target, mapping).stream()
                .filter(difference -> !some || difference.kind() != SchemaDifference.Kind.EXTRA)
                .map(ComparedStructure::line)
                .toList();
        if (lines.size() <= MOST) {
            return lines;
        }
        var first = new ArrayList<>(lines.subList(0, MOST));
        first.add("and " + (lines.size() - MOST) + " more; the command diff names all");
        return first;
    }

    private SourceSchema read(String connectionId, List<String> schemas, List<String> include, List<String> exclude)
            throws SQLException {
        try (var watch = new CancelWatch(connections, "compare_structure")) {
            var session = watch.open(connectionId, SessionSettings.reading("dagrunr compare_structure"));
            var schema = new SchemaReader()
                    .read(session, Plan.selection(schemas, include, exclude, params.materializedViews()));
            return params.materializedViews() == MaterializedViews.NO_DATA ? schema.withoutFilling() : schema;
        }
    }

    private static String line(SchemaDifference difference) {
        return switch (difference.kind()) {
            case MISSING -> "The target lacks " + difference.object();
            case EXTRA -> "The target alone has " + difference.object();
            case DIFFERENT -> "The target has otherwise " + difference.object();
        };
    }
}
