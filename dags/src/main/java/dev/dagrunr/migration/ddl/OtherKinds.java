package dev.dagrunr.migration.ddl;

import dev.dagrunr.migration.schema.ObjectName;
import dev.dagrunr.migration.schema.SourceSchema;
import dev.dagrunr.migration.schema.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Materialized views of a target in the place of tables, and the other way round: neither can take the other's place. */
public final class OtherKinds {
    private static final String VIEW = "materialized view";
    private static final String SQL = """
            select n.nspname, c.relname, c.relkind::text
            from pg_catalog.pg_class c
            join pg_catalog.pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'p', 'm') and c.relpersistence <> 't'
            """;

    private OtherKinds() {}

    /** A sentence each. Reads only. */
    public static List<String> problems(Connection target, SourceSchema schema, TargetDdl ddl) throws SQLException {
        var tables =
                schema.tables().stream().map(Table::name).map(ddl::targetOf).collect(Collectors.toSet());
        var views = schema.objects().stream()
                .filter(object -> object.type().equals(VIEW))
                .map(ddl::key)
                .collect(Collectors.toSet());
        var problems = new ArrayList<String>();
        try (var statement = target.createStatement();
                var rows = statement.executeQuery(SQL)) {
            while (rows.next()) {
                var name = new ObjectName(rows.getString(1), rows.getString(2));
                boolean view = rows.getString(3).equals("m");
                if (view ? tables.contains(name) : isAmong(views, name)) {
                    problems.add("The target has a %s %s where this migration makes a %s; drop it there"
                            .formatted(view ? VIEW : "table", name, view ? "table" : VIEW));
                }
            }
        }
        return problems;
    }

    private static boolean isAmong(Set<String> views, ObjectName name) {
        return views.contains(TargetObjects.key(VIEW, name.qualified().quoted()));
    }
}
