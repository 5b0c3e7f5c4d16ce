package dev.dagrunr.migration.ddl;

import dev.dagrunr.migration.schema.ExtensionUse;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;

/** Looks at the extensions that a target has, or could have. */
public final class TargetExtensions {
    private static final String SQL = """
            select a.name, n.nspname
            from pg_catalog.pg_available_extensions a
            left join pg_catalog.pg_extension e on e.extname = a.name
            left join pg_catalog.pg_namespace n on n.oid = e.extnamespace
            union
            select e.extname, n.nspname
            from pg_catalog.pg_extension e
            join pg_catalog.pg_namespace n on n.oid = e.extnamespace
            """;

    private TargetExtensions() {}

    /** A sentence for each extension that cannot be where the source has it. */
    public static List<String> problems(Connection target, List<ExtensionUse> extensions) throws SQLException {
        var schemas = new HashMap<String, String>();
        try (var statement = target.createStatement();
                var rows = statement.executeQuery(SQL)) {
            while (rows.next()) {
                var schema = rows.getString(2);
                schemas.put(rows.getString(1), schema == null ? "" : schema);
            }
        }
        return extensions.stream()
                .filter(extension -> !List.of("", extension.schema()).contains(schemas.get(extension.name())))
                .map(extension -> schemas.containsKey(extension.name())
                        ? "Extension %s of the target is in schema %s, but the source's is in schema %s; move it with"
                                        .formatted(extension.name(), schemas.get(extension.name()), extension.schema())
                                + " alter extension"
                        : "The target's server does not offer extension %s, which the source has in version %s; install"
                                        .formatted(extension.name(), extension.version())
                                + " its package there")
                .toList();
    }
}
