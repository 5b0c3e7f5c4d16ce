package dev.dagrunr.migration.step;

import dev.dagrunr.dag.TaskContext;
import dev.dagrunr.migration.MigrationParams;
import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.migration.ddl.DdlStatement;
import dev.dagrunr.migration.ddl.TargetDdl;
import dev.dagrunr.migration.schema.SourceSchema;
import dev.dagrunr.migration.schema.Table;
import java.sql.SQLException;
import java.util.List;
import java.util.function.BiFunction;

/**
 * What tables get after their rows: keys, indexes, constraints, positions of sequences, statistics. Only tables that are
 * complete; what is there already is left alone, so that each step can run again. Each returns how many statements had
 * something to do. Thread-safe.
 */
public final class ConstraintSteps {
    private final Connections connections;

    public ConstraintSteps(Connections connections) {
        this.connections = connections;
    }

    public int createPrimaryKeys(SourceSchema schema, TransferReport report, TaskContext<MigrationParams> context)
            throws SQLException {
        return forEachTable(schema, report, context, TargetDdl::primaryKey);
    }

    public int createUniqueConstraints(SourceSchema schema, TransferReport report, TaskContext<MigrationParams> context)
            throws SQLException {
        return forEachTable(schema, report, context, TargetDdl::uniqueKeys);
    }

    public int createIndexes(SourceSchema schema, TransferReport report, TaskContext<MigrationParams> context)
            throws SQLException {
        return forEachTable(
                schema,
                report,
                context,
                (ddl, table) ->
                        ddl.indexes(table).stream().flatMap(List::stream).toList());
    }

    /** Check constraints and foreign keys; a foreign key is added first and checked after all were added. */
    public int createForeignKeys(SourceSchema schema, TransferReport report, TaskContext<MigrationParams> context)
            throws SQLException {
        int done = forEachTable(schema, report, context, TargetDdl::checks);
        done += forEachTable(schema, report, context, (ddl, table) -> ddl.addForeignKeys(reachable(table, report)));
        return done
                + forEachTable(
                        schema, report, context, (ddl, table) -> ddl.validateForeignKeys(reachable(table, report)));
    }

    /** Without the keys that refer to a table which is not complete. */
    private static Table reachable(Table table, TransferReport report) {
        return table.withForeignKeys(table.foreignKeys().stream()
                .filter(key -> report.isComplete(
                        key.referencedTable().schema(), key.referencedTable().name()))
                .toList());
    }

    /** Puts sequences and identity columns where the source has them, and finishes what needs indexes. */
    public int setSequenceValues(SourceSchema schema, TransferReport report, TaskContext<MigrationParams> context)
            throws SQLException {
        int done = forEachTable(schema, report, context, TargetDdl::finishTable);
        return done
                + Failures.withoutVainRetries(() -> {
                    try (var session = TargetSession.open(connections, context)) {
                        return session.execute(
                                new Plan(context.params()).ddl(schema).finishSequences(schema.sequences()));
                    }
                });
    }

    public int analyzeTables(SourceSchema schema, TransferReport report, TaskContext<MigrationParams> context)
            throws SQLException {
        return forEachTable(schema, report, context, (ddl, table) -> List.of(ddl.analyze(table)));
    }

    private int forEachTable(
            SourceSchema schema,
            TransferReport report,
            TaskContext<MigrationParams> context,
            BiFunction<TargetDdl, Table, List<DdlStatement>> statements)
            throws SQLException {
        return Failures.withoutVainRetries(() -> {
            var ddl = new Plan(context.params()).ddl(schema);
            var complete = schema.tables().stream()
                    .filter(table -> report.isComplete(
                            table.name().schema(), table.name().name()))
                    .toList();
            int executed = 0;
            int done = 0;
            try (var session = TargetSession.open(connections, context)) {
                for (var table : complete) {
                    for (var statement : statements.apply(ddl, table)) {
                        context.log().info(statement.purpose());
                        executed += session.execute(statement);
                    }
                    context.progress(++done, complete.size());
                }
            }
            return executed;
        });
    }
}
