package dev.dagrunr.migration.step;

import dev.dagrunr.dag.TaskContext;
import dev.dagrunr.migration.MigrationParams;
import dev.dagrunr.migration.connection.CancelWatch;
import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.migration.connection.SessionSettings;
import dev.dagrunr.migration.schema.SchemaObject;
import dev.dagrunr.migration.schema.SchemaReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Moves large objects with their comments, owners and grants. One is created and filled in one transaction: what a broken
 * attempt has left is complete, and the next one goes on after it. All are read as of one moment. Thread-safe.
 */
public final class LargeObjectSteps {
    private static final long BYTES_TOGETHER = 32L << 20;

    private final Connections connections;

    public LargeObjectSteps(Connections connections) {
        this.connections = connections;
    }

    /** @return how many this attempt created; none unless {@code large_objects} asks for them */
    public int transferLargeObjects(TargetSchema target, TaskContext<MigrationParams> context) throws SQLException {
        if (!context.params().largeObjects()) {
            return 0;
        }
        return Failures.withoutVainRetries(() -> {
            var settings = SessionSettings.reading("dagrunr transfer_large_objects");
            var sourceId = context.params().sourceConnId();
            try (var watch = new CancelWatch(connections, "transfer_large_objects");
                    var session = TargetSession.fenced(connections, context)) {
                var content = watch.open(sourceId, settings);
                var catalog = watch.open(sourceId, settings);
                content.setAutoCommit(false);
                session.connection().setAutoCommit(false);
                try (var statement = content.createStatement()) {
                    statement.execute("set transaction isolation level repeatable read, read only");
                    return move(content, catalog, session, context);
                } finally {
                    leave(session.connection());
                    leave(content);
                }
            }
        });
    }

    private static void leave(Connection connection) throws SQLException {
        if (!connection.isClosed()) {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private static int move(
            Connection content, Connection catalog, TargetSession session, TaskContext<MigrationParams> context)
            throws SQLException {
        var source = new LargeObjects(content);
        var target = new LargeObjects(session.connection());
        var roles = TargetRoles.read(session.connection());
        int moved = 0;
        long all = 0;
        for (var page = source.after(0); !page.isEmpty(); page = source.after(page.get(page.size() - 1))) {
            session.hold();
            var there = target.present(page);
            var missing =
                    page.stream().filter(number -> !there.contains(number)).toList();
            var annotations = annotations(catalog, missing, roles, context);
            long uncommitted = 0;
            for (int i = 0; i < missing.size(); i++) {
                long bytes = source.copy(missing.get(i), target);
                uncommitted += bytes;
                all += bytes;
                moved++;
                annotate(session.connection(), annotations.getOrDefault(missing.get(i), List.of()));
                if (uncommitted >= BYTES_TOGETHER || i == missing.size() - 1) {
                    session.connection().commit();
                    session.hold();
                    uncommitted = 0;
                    context.progress(moved, 0);
                }
            }
        }
        session.connection().commit();
        context.log().info("%,d large objects moved, %,d bytes".formatted(moved, all));
        return moved;
    }

    /** What is said about each of some. */
    private static Map<Long, List<SchemaObject>> annotations(
            Connection catalog, List<Long> numbers, TargetRoles roles, TaskContext<MigrationParams> context)
            throws SQLException {
        var plan = new Plan(context.params());
        var wanted = new HashMap<Long, List<SchemaObject>>();
        for (var object : new SchemaReader().readLargeObjects(catalog, numbers)) {
            if (plan.isWanted(object)) {
                var obstacles = roles.obstacles(object);
                obstacles.forEach(obstacle -> context.log()
                        .warn("Not migrated: %s %s: %s".formatted(object.type(), object.identity(), obstacle)));
                if (obstacles.isEmpty()) {
                    // that of a label begins with its provider
                    var identity = object.identity();
                    long number = Long.parseLong(identity.substring(identity.lastIndexOf(' ') + 1));
                    wanted.computeIfAbsent(number, key -> new ArrayList<>()).add(object);
                }
            }
        }
        return wanted;
    }

    private static void annotate(Connection target, List<SchemaObject> annotations) throws SQLException {
        try (var statement = target.createStatement()) {
            statement.setEscapeProcessing(false);
            for (var object : annotations) {
                for (var sql : object.statements()) {
                    statement.execute(sql);
                }
            }
        }
    }
}
