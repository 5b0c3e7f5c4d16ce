package dev.dagrunr.dashboard.internal.cli;

import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.migration.connection.SessionSettings;
import dev.dagrunr.migration.ddl.SchemaMapping;
import dev.dagrunr.migration.schema.SchemaReader;
import dev.dagrunr.migration.schema.Selection;
import dev.dagrunr.migration.schema.SourceSchema;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import picocli.CommandLine.Option;

/** Which schemas of which databases a command is about. */
final class SchemaOptions {
    @Option(
            names = "--source",
            paramLabel = "CONNECTION",
            defaultValue = "postgres_source",
            description = "A connection id, or an address postgresql://…; default: ${DEFAULT-VALUE}")
    private String source = "postgres_source";

    @Option(
            names = "--target",
            paramLabel = "CONNECTION",
            defaultValue = "postgres_target",
            description = "A connection id, or an address postgresql://…; default: ${DEFAULT-VALUE}")
    private String target = "postgres_target";

    @Option(
            names = "--schema",
            paramLabel = "NAME",
            split = ",",
            defaultValue = "*",
            description = "Schemas of the source, or * for all; default: ${DEFAULT-VALUE}")
    private List<String> names = List.of("*");

    @Option(
            names = "--target-schema",
            paramLabel = "NAME",
            split = ",",
            description = "Their names on the target, in the same order; default: the same")
    private List<String> targetNames = List.of();

    SourceSchema source(App app) throws SQLException {
        return read(app, source, names);
    }

    SourceSchema target(App app) throws SQLException {
        return read(app, target, targetNames.isEmpty() ? names : targetNames);
    }

    SchemaMapping mapping() {
        if (targetNames.isEmpty()) {
            return SchemaMapping.same();
        }
        if (names.contains("*") || names.size() != targetNames.size()) {
            throw CommandFailure.usage("--schema names " + names + " and --target-schema " + targetNames
                    + "; give one target schema for each schema");
        }
        var targets = new HashMap<String, String>();
        for (int i = 0; i < names.size(); i++) {
            targets.put(names.get(i), targetNames.get(i));
        }
        return new SchemaMapping(targets);
    }

    private static SourceSchema read(App app, String connection, List<String> schemas) throws SQLException {
        var environment = new HashMap<>(app.environment());
        var id = connection;
        if (connection.contains("://")) {
            id = "command_line";
            environment.put("DAGRUNR_CONN_COMMAND_LINE", connection);
        }
        try (var connections = Connections.from(environment);
                var session = connections.open(id, SessionSettings.reading("dagrunr diff"))) {
            return new SchemaReader().read(session, new Selection(schemas, List.of(), List.of()));
        }
    }
}
