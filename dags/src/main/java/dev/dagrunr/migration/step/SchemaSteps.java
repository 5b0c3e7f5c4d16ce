package dev.dagrunr.migration.step;

import dev.dagrunr.dag.TaskContext;
import dev.dagrunr.migration.MigrationParams;
import dev.dagrunr.migration.UnloggedTables;
import dev.dagrunr.migration.connection.CancelWatch;
import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.migration.connection.SessionSettings;
import dev.dagrunr.migration.ddl.DdlException;
import dev.dagrunr.migration.ddl.DdlStatement;
import dev.dagrunr.migration.ddl.LiteralBodies;
import dev.dagrunr.migration.ddl.SchemaBuild;
import dev.dagrunr.migration.ddl.TargetDdl;
import dev.dagrunr.migration.ddl.TargetObjects;
import dev.dagrunr.migration.ddl.TargetTables;
import dev.dagrunr.migration.schema.ObjectName;
import dev.dagrunr.migration.schema.Persistence;
import dev.dagrunr.migration.schema.SchemaReader;
import dev.dagrunr.migration.schema.Sequence;
import dev.dagrunr.migration.schema.SourceSchema;
import dev.dagrunr.migration.schema.Table;
import dev.dagrunr.migration.transform.Transformers;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the source and prepares the target: nothing is changed before everything was checked. Thread-safe. */
public final class SchemaSteps {
    private final Connections connections;
    private final Transformers transformers;

    public SchemaSteps(Connections connections, Transformers transformers) {
        this.connections = connections;
        this.transformers = transformers;
    }

    /** Reads what is to be migrated, and refuses what cannot go well while nothing has been changed. */
    public SourceSchema extractSourceSchema(TaskContext<MigrationParams> context) throws SQLException {
        return Failures.withoutVainRetries(() -> {
            var plan = new Plan(context.params());
            var source = context.params().sourceConnId();
            SourceSchema schema;
            try (var watch = new CancelWatch(connections, "extract_source_schema")) {
                var session = watch.open(source, SessionSettings.reading("dagrunr extract_source_schema"));
                schema = plan.wanted(new SchemaReader().read(session, plan.selection()));
                new RequestedChanges(context.params(), transformers).check(session, schema);
            }
            new Preflight(connections, plan, transferRun(context)).check(schema);
            context.log()
                    .info("%d tables in %s on %s"
                            .formatted(
                                    schema.tables().size(),
                                    String.join(", ", schema.schemas()),
                                    connections.describe(source)));
            schema.uncarried()
                    .forEach(object -> context.log()
                            .warn("Not migrated: %s %s %s".formatted(object.kind(), object.name(), object.reason())));
            LiteralBodies.warnings(schema, plan.mapping())
                    .forEach(warning -> context.log().warn(warning));
            return schema;
        });
    }

    /** Creates the schemas and types that tables need. */
    public TargetSchema createTargetSchema(SourceSchema schema, TaskContext<MigrationParams> context)
            throws SQLException {
        return Failures.withoutVainRetries(() -> {
            var plan = new Plan(context.params());
            var ddl = plan.ddl(schema);
            List<ObjectName> kept = List.of();
            try (var session = TargetSession.fenced(connections, context)) {
                if (context.params().keepExistingTables()) {
                    var tables = new TargetTables(ddl, session.executor());
                    kept = KeptTables.read(session.connection())
                            .of(tables.inspect(session.connection(), schema.tables()));
                    kept.forEach(table -> context.log().info("Table " + ddl.targetOf(table) + " is left as it is"));
                }
                int created = session.execute(ddl.createSchemas(schema.schemas()));
                created += session.execute(ddl.createExtensions(schema.extensions()));
                var objects = new SchemaBuild(schema, ddl).foundation();
                var missing = TargetObjects.read(session.connection()).missing(objects, ddl);
                created += session.executeTogether(
                        missing.stream().map(ddl::create).toList());
                context.log().info(created + " schemas, types and other objects created that tables may need");
            }
            return new TargetSchema(
                    schema.schemas().stream().map(plan.mapping()::target).toList(), kept);
        });
    }

    /** Creates the tables bare, or empties those that are kept; one that cannot be created fails its own transfer. */
    public CreatedTables createTables(SourceSchema schema, TargetSchema target, TaskContext<MigrationParams> context)
            throws SQLException {
        return Failures.withoutVainRetries(() -> {
            var plan = new Plan(context.params());
            var ddl = plan.ddl(schema);
            try (var session = TargetSession.fenced(connections, context)) {
                // Rows that an earlier pass of this run brought go now, and with them what it knows of them. They go
                // first
                // where tables with rows are kept: rows that nothing is known of would be.
                var room = new Room(schema, ddl, target.kept());
                if (context.params().keepExistingTables()) {
                    room.empty(session);
                }
                session.forgetTransfers();
                room.make(session, context);
                if (context.params().largeObjects() && context.params().dropExistingTables()) {
                    try (var watch = new CancelWatch(connections, "create_tables")) {
                        var source = watch.open(
                                context.params().sourceConnId(), SessionSettings.reading("dagrunr create_tables"));
                        LargeObjects.drop(source, session);
                    }
                }
                session.executeTogether(ddl.createSequences(schema.sequences()));
                var tasks = create(session, plan, ddl, new SchemaBuild(schema, ddl));
                var kept = Set.copyOf(target.kept());
                tasks.removeIf(task -> kept.contains(sourceOf(task)));
                session.executeTogether(ddl.giveSequences(ownedByCreated(schema, tasks)));
                schema.unsupportedTables()
                        .forEach(table -> tasks.add(new TableTask(
                                plan.noLoad(table.name(), ddl.targetOf(table.name())),
                                "Table " + table.name() + " " + table.reason()
                                        + "; exclude it with exclude_tables to migrate the" + " others")));
                return divide(tasks, target.kept(), context.params());
            }
        });
    }

    /** All sequences but those of tables that could not be created. */
    private static List<Sequence> ownedByCreated(SourceSchema schema, List<TableTask> tasks) {
        var absent = tasks.stream()
                .filter(task -> task.obstacle() != null)
                .map(SchemaSteps::sourceOf)
                .collect(Collectors.toSet());
        return schema.sequences().stream()
                .filter(sequence -> sequence.ownedBy() == null
                        || !absent.contains(sequence.ownedBy().table()))
                .toList();
    }

    private static List<TableTask> create(TargetSession session, Plan plan, TargetDdl ddl, SchemaBuild build)
            throws SQLException {
        var present = TargetObjects.read(session.connection());
        var tasks = new ArrayList<TableTask>();
        var together = new ArrayList<Table>();
        for (var object : build.middle()) {
            if (object.table() != null) {
                together.add(build.table(object));
            } else {
                tasks.addAll(create(session, plan, ddl, together));
                together.clear();
                present.missing(List.of(object), ddl).forEach(missing -> session.execute(ddl.create(missing)));
            }
        }
        tasks.addAll(create(session, plan, ddl, together));
        return tasks;
    }

    /** All at once, and where that fails one by one: a table that cannot be created hinders no other. */
    private static List<TableTask> create(TargetSession session, Plan plan, TargetDdl ddl, List<Table> tables) {
        try {
            session.executeTogether(tables.stream()
                    .flatMap(table -> statements(plan, ddl, table).stream())
                    .toList());
            return tables.stream()
                    .filter(Table::holdsRows)
                    .map(table -> new TableTask(plan.load(table, ddl.targetOf(table.name())), null))
                    .toList();
        } catch (DdlException e) {
            if (e.passing()) {
                throw e;
            }
        }
        var tasks = new ArrayList<TableTask>();
        for (var table : tables) {
            var task = create(session, plan, ddl, table);
            if (table.holdsRows() || task.obstacle() != null) {
                tasks.add(task);
            }
        }
        return tasks;
    }

    private static List<DdlStatement> statements(Plan plan, TargetDdl ddl, Table table) {
        boolean unlogged = plan.params().useUnloggedTables() == UnloggedTables.TRUE;
        return ddl.createTable(table, unlogged ? Persistence.UNLOGGED : table.persistence());
    }

    private static TableTask create(TargetSession session, Plan plan, TargetDdl ddl, Table table) {
        var load = plan.load(table, ddl.targetOf(table.name()));
        try {
            session.execute(statements(plan, ddl, table));
            return new TableTask(load, null);
        } catch (DdlException e) {
            if (e.passing()) {
                throw e;
            }
            return new TableTask(
                    load,
                    e.getMessage()
                            + "; once that is mended, clear create_tables with all that comes after it, which moves"
                            + " every table anew");
        }
    }

    private static ObjectName sourceOf(TableTask task) {
        return new ObjectName(
                task.load().source().schema(), task.load().source().table());
    }

    private static CreatedTables divide(List<TableTask> tasks, List<ObjectName> kept, MigrationParams params) {
        var policy = new Plan(params).partitions();
        // the largest first: what takes longest must not begin last
        var ordered = tasks.stream()
                .sorted(Comparator.comparingLong((TableTask task) -> task.load().estimatedBytes())
                        .reversed())
                .toList();
        var large = ordered.stream()
                .filter(task -> task.obstacle() == null
                        && policy.partitionsFor(
                                        task.load().estimatedRows(), task.load().estimatedBytes())
                                > 1)
                .toList();
        var regular = ordered.stream().filter(task -> !large.contains(task)).toList();
        return new CreatedTables(regular, large, kept);
    }

    static String transferRun(TaskContext<?> context) {
        return context.attempt().dagId() + "/" + context.attempt().runId();
    }
}
