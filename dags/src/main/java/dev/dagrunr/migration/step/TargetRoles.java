package dev.dagrunr.migration.step;

import dev.dagrunr.migration.schema.SchemaObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The roles of the target's server, which a migration does not create. Immutable. */
record TargetRoles(Map<String, Boolean> membership) {
    TargetRoles {
        membership = Map.copyOf(membership);
    }

    static TargetRoles read(Connection target) throws SQLException {
        var sql = "select rolname, pg_catalog.pg_has_role(rolname, 'MEMBER') from pg_catalog.pg_roles";
        var membership = new HashMap<String, Boolean>();
        try (var statement = target.createStatement();
                var rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                membership.put(rows.getString(1), rows.getBoolean(2));
            }
        }
        return new TargetRoles(membership);
    }

    boolean has(String role) {
        return membership.containsKey(role);
    }

    /** Why an owner or grant cannot be set; none when it can. */
    List<String> obstacles(SchemaObject object) {
        var absent = Stream.concat(object.roles().stream(), object.actors().stream())
                .filter(role -> !membership.containsKey(role))
                .map(role -> "the target has no role '" + role + "'");
        var beyond = object.actors().stream()
                .filter(role -> Boolean.FALSE.equals(membership.get(role)))
                .map(role -> "the user of the target is no member of role '" + role + "'");
        return Stream.concat(absent, beyond).distinct().toList();
    }
}
