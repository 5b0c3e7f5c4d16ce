package dev.dagrunr.migration.ddl;

import dev.dagrunr.migration.schema.ObjectName;
import dev.dagrunr.migration.schema.SchemaReader;
import dev.dagrunr.migration.schema.UserType;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Looks at what a target has under the names of types. Thread-safe; connections are the caller's. */
public final class TargetTypes {
    private static final String NAMES = """
            select n.nspname, t.typname
            from pg_catalog.pg_type t
            join pg_catalog.pg_namespace n on n.oid = t.typnamespace
            where n.nspname = any (?)
            """;

    private final Relocation relocation;

    public TargetTypes(TargetDdl ddl) {
        this.relocation = ddl.relocation();
    }

    /** A sentence for each type whose name is taken by another definition, which tables would silently use. */
    public List<String> conflicts(Connection target, List<UserType> types) throws SQLException {
        var schemas = types.stream()
                .map(type -> relocation.name(type.name()).schema())
                .distinct()
                .toList();
        if (schemas.isEmpty()) {
            return List.of();
        }
        var taken = taken(target, schemas);
        var present = new SchemaReader()
                .readTypes(target, schemas).stream().collect(Collectors.toMap(UserType::name, Function.identity()));
        var conflicts = new ArrayList<String>();
        for (var type : types) {
            var name = relocation.name(type.name());
            var wanted = relocation.sql(type.definition());
            var other = present.get(name);
            if (other == null) {
                if (taken.contains(name)) {
                    conflicts.add("Type " + name + " of the target is of another kind than the source's: " + wanted
                            + "; rename or drop it");
                }
            } else if (other.kind() != type.kind() || !bare(wanted).equals(bare(other.definition()))) {
                conflicts.add("Type " + name + " of the target is " + other.definition() + ", but the source's is "
                        + wanted + "; change or drop it");
            }
        }
        return conflicts;
    }

    // Relocated text quotes names that the server leaves bare.
    private static String bare(String definition) {
        return definition.replace("\"", "");
    }

    private static Set<ObjectName> taken(Connection target, List<String> schemas) throws SQLException {
        var names = new HashSet<ObjectName>();
        try (var statement = target.prepareStatement(NAMES)) {
            statement.setArray(1, target.createArrayOf("text", schemas.toArray()));
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    names.add(new ObjectName(rows.getString(1), rows.getString(2)));
                }
            }
        }
        return names;
    }
}
