package dev.dagrunr.migration.step;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

    /** Why a role cannot be granted something, or be made an owner; null when it can. */
    @Nullable String obstacle(String role, boolean owner) {
        var member = membership.get(role);
        if (member == null) {
            return "the target has no role '" + role + "'";
        }
        return owner && !member ? "the user of the target is no member of role '" + role + "'" : null;
    }
}
