package dev.dagrunr.migration.step;

import dev.dagrunr.dag.TaskContext;
import dev.dagrunr.migration.MigrationParams;
import dev.dagrunr.migration.ddl.SchemaBuild;
import dev.dagrunr.migration.ddl.TargetDdl;
import dev.dagrunr.migration.ddl.TargetObjects;
import dev.dagrunr.migration.ddl.TargetTables;
import dev.dagrunr.migration.schema.ObjectName;
import dev.dagrunr.migration.schema.SchemaObject;
import dev.dagrunr.migration.schema.SourceSchema;
import dev.dagrunr.migration.schema.Table;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Removes from a target, or empties, what is in the way of the rows. Confined to the session that it is used with. */
final class Room {
    private final SourceSchema schema;
    private final TargetDdl ddl;
    private final SchemaBuild build;
    private final Set<ObjectName> kept;

    /** @param kept tables that stay as they are, by their names on the source */
    Room(SourceSchema schema, TargetDdl ddl, List<ObjectName> kept) {
        this.schema = schema;
        this.ddl = ddl;
        this.build = new SchemaBuild(schema, ddl);
        this.kept = Set.copyOf(kept);
    }

    void make(TargetSession session, TaskContext<MigrationParams> context) throws SQLException {
        // rows must meet no trigger, and what shows rows is made anew when they are all there
        var standing = context.params().keepExistingTables() ? build.triggers(this::isLoaded) : build.standing();
        session.execute(ddl.drop(standing, TargetObjects.read(session.connection())));
        if (context.params().dropExistingTables()) {
            drop(session);
            return;
        }
        int tables = empty(session);
        if (tables > 0) {
            context.log().info(tables + " tables of the target are kept, empty");
        }
    }

    private void drop(TargetSession session) throws SQLException {
        new TargetTables(ddl, session.executor()).dropForeignKeys(session.connection(), schema.tables());
        for (var object : build.middleReversed()) {
            if (object.table() != null) {
                session.execute(ddl.drop(build.table(object)));
            } else {
                session.execute(ddl.drop(List.<SchemaObject>of(object), TargetObjects.read(session.connection())));
            }
        }
    }

    /** @return how many tables the target has that rows are to come into */
    int empty(TargetSession session) throws SQLException {
        var present = new TargetTables(ddl, session.executor());
        var tables = new ArrayList<Table>();
        var found = present.inspect(session.connection(), schema.tables());
        for (int i = 0; i < found.size(); i++) {
            var table = schema.tables().get(i);
            if (found.get(i).exists() && isLoaded(table)) {
                tables.add(table);
            }
        }
        if (!tables.isEmpty()) {
            present.dropForeignKeys(session.connection(), tables);
            session.execute(ddl.truncate(tables));
        }
        return tables.size();
    }

    private boolean isLoaded(Table table) {
        return !kept.contains(table.name());
    }
}
