package dev.dagrunr.migration.step;

import dev.dagrunr.dag.TaskContext;
import dev.dagrunr.dag.TaskFailedException;
import dev.dagrunr.migration.MigrationParams;
import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.migration.ddl.DdlException;
import dev.dagrunr.migration.ddl.SchemaBuild;
import dev.dagrunr.migration.ddl.TargetDdl;
import dev.dagrunr.migration.ddl.TargetObjects;
import dev.dagrunr.migration.schema.SchemaObject;
import dev.dagrunr.migration.schema.SourceSchema;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What stands on tables and is no part of one: views, triggers, rules, policies, comments, owners, grants. */
public final class ObjectSteps {
    private final Connections connections;

    public ObjectSteps(Connections connections) {
        this.connections = connections;
    }

    /**
     * Creates what is missing, in one go; when something fails, all others are tried before the task fails with every
     * failure. While a table is incomplete nothing is created: rows that come later must not meet triggers.
     *
     * @return how many had something to do
     */
    public int createViewsAndTriggers(SourceSchema schema, TransferReport report, TaskContext<MigrationParams> context)
            throws SQLException {
        if (!report.incomplete().isEmpty()) {
            context.log().warn("Views, triggers and all that stands on tables wait until every table is complete");
            return 0;
        }
        return Failures.withoutVainRetries(() -> {
            var ddl = new Plan(context.params()).ddl(schema);
            var objects = new SchemaBuild(schema, ddl).finish();
            try (var session = TargetSession.fenced(connections, context)) {
                var roles = TargetRoles.read(session.connection());
                var wanted = objects.stream()
                        .filter(object -> isWanted(object, roles, context))
                        .toList();
                try {
                    return session.executeTogether(missing(session, ddl, wanted).stream()
                            .map(ddl::create)
                            .toList());
                } catch (DdlException e) {
                    if (e.passing()) {
                        throw e;
                    }
                    return oneByOne(session, ddl, wanted);
                }
            }
        });
    }

    private static boolean isWanted(SchemaObject object, TargetRoles roles, TaskContext<MigrationParams> context) {
        boolean wanted = new Plan(context.params()).isWanted(object);
        var obstacles = wanted ? roles.obstacles(object) : List.<String>of();
        obstacles.forEach(obstacle ->
                context.log().warn("Not migrated: %s %s: %s".formatted(object.type(), object.identity(), obstacle)));
        return wanted && obstacles.isEmpty();
    }

    private static int oneByOne(TargetSession session, TargetDdl ddl, List<SchemaObject> wanted) throws SQLException {
        var failures = new ArrayList<String>();
        int done = 0;
        for (var object : missing(session, ddl, wanted)) {
            try {
                done += session.execute(ddl.create(object));
            } catch (DdlException e) {
                if (e.passing()) {
                    throw e;
                }
                failures.add(e.getMessage());
            }
        }
        if (!failures.isEmpty()) {
            throw new TaskFailedException(String.join("; ", failures));
        }
        return done;
    }

    private static List<SchemaObject> missing(TargetSession session, TargetDdl ddl, List<SchemaObject> objects)
            throws SQLException {
        return TargetObjects.read(session.connection()).missing(objects, ddl);
    }
}
