package dev.dagrunr.migration.step;

import dev.dagrunr.migration.schema.SchemaObject;
import dev.dagrunr.migration.schema.SchemaObject.Repeat;
import dev.dagrunr.migration.schema.SourceSchema;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The roles that policies, grants and user mappings of a source name and the target lacks. An owner that the target lacks is no
 * problem here: his objects go to the user of the target.
 */
final class MissingRoles {
    private static final String POLICIES = """
            select i.identity, pg_catalog.pg_get_userbyid(r.role)
            from pg_catalog.pg_policy p
            cross join lateral pg_catalog.unnest(p.polroles) as r(role)
            cross join lateral pg_catalog.pg_identify_object(p.tableoid, p.oid, 0) i
            where r.role <> 0
            """;
    private static final int SHOWN = 3;

    private final SourceSchema schema;
    private final TargetRoles present;
    private final Map<String, List<SchemaObject>> uses = new TreeMap<>();

    private MissingRoles(SourceSchema schema, TargetRoles present) {
        this.schema = schema;
        this.present = present;
    }

    /** A sentence for each role. Reads only. */
    static List<String> problems(Connection source, TargetRoles target, SourceSchema schema) throws SQLException {
        var roles = new MissingRoles(schema, target);
        roles.findNamed();
        roles.findOfPolicies(source);
        return roles.uses.entrySet().stream()
                .map(use -> sentence(use.getKey(), use.getValue()))
                .toList();
    }

    private void findNamed() {
        for (var object : schema.objects()) {
            // Who owns the schema public of a server is a matter of the server.
            boolean ofServer = object.type().equals("grants on schema")
                    && object.identity().equals("public");
            if (object.repeat() != Repeat.OWNS && !ofServer) {
                Stream.concat(object.roles().stream(), object.actors().stream()).forEach(role -> add(role, object));
            }
        }
    }

    private void findOfPolicies(Connection source) throws SQLException {
        var policies = schema.objects().stream()
                .filter(object -> object.type().equals("policy"))
                .collect(Collectors.toMap(SchemaObject::identity, object -> object, (one, other) -> one));
        if (policies.isEmpty()) {
            return;
        }
        try (var statement = source.createStatement();
                var rows = statement.executeQuery(POLICIES)) {
            while (rows.next()) {
                var policy = policies.get(rows.getString(1));
                if (policy != null) {
                    add(rows.getString(2), policy);
                }
            }
        }
    }

    private void add(String role, SchemaObject object) {
        // those that a server brings are there or cannot be made
        if (!present.has(role) && !role.startsWith("pg_")) {
            uses.computeIfAbsent(role, name -> new ArrayList<>()).add(object);
        }
    }

    private static String sentence(String role, List<SchemaObject> objects) {
        var shown = objects.stream()
                .map(object -> object.type() + " " + object.identity())
                .distinct()
                .toList();
        var named = String.join(", ", shown.subList(0, Math.min(SHOWN, shown.size())))
                + (shown.size() > SHOWN ? " and " + (shown.size() - SHOWN) + " more" : "");
        boolean grantsAlone = objects.stream().allMatch(object -> object.repeat() == Repeat.GRANTS);
        return "The target has no role '%s', which the source has in %s; create it there%s"
                .formatted(role, named, grantsAlone ? ", or set no_acl to true to carry no grants" : "");
    }
}
