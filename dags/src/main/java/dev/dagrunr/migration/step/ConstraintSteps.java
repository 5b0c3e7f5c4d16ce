package dev.dagrunr.migration.step;

import dev.dagrunr.dag.TaskContext;
import dev.dagrunr.migration.MigrationParams;
import dev.dagrunr.migration.connection.CancelWatch;
import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.migration.connection.SessionSettings;
import dev.dagrunr.migration.ddl.DdlStatement;
import dev.dagrunr.migration.ddl.TargetDdl;
import dev.dagrunr.migration.schema.Sequence;
import dev.dagrunr.migration.schema.SequencePositions;
import dev.dagrunr.migration.schema.SourceSchema;
import dev.dagrunr.migration.schema.Table;
import java.sql.SQLException;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/**
 * What tables get after their rows: keys, indexes, constraints, positions of sequences, statistics. Only tables that are
 * complete; what is there already is left alone, so that each step can run again. Each returns how many statements had
 * something to do. Thread-safe.
 */
public final class ConstraintSteps {
    private static final int TABLES_TOGETHER = 200;

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

    /** The lanes in which indexes and constraints are made at the same time, at least one. */
    public List<Lane> prepareMaintenance(
            SourceSchema schema, TransferReport report, TaskContext<MigrationParams> context) {
        var tables = complete(schema, report);
        var ddl = new Plan(context.params()).ddl(schema);
        var most = Math.max(tables.size(), Maintenance.indexes(ddl, tables).size());
        int lanes = Math.max(1, Math.min(most, context.params().maxParallelMaintenance()));
        return IntStream.rangeClosed(1, lanes)
                .mapToObj(number -> new Lane(number, lanes))
                .toList();
    }

    /** Every index, also those that keys take over afterwards. */
    public int createIndexes(
            Lane lane, SourceSchema schema, TransferReport report, TaskContext<MigrationParams> context)
            throws SQLException {
        return inLane(lane, schema, report, context, Maintenance::indexes);
    }

    /** Foreign keys, not yet checked: one after the other, so that none waits for another in a circle. */
    public int createForeignKeys(SourceSchema schema, TransferReport report, TaskContext<MigrationParams> context)
            throws SQLException {
        var complete = new CompleteTables(schema, report);
        // A key that refers to a partitioned table needs its whole index.
        // a parent has its indexes when all of its partitions have their rows
        int attached = forEachTable(
                schema,
                report,
                context,
                (ddl, table) -> table.lineage().parents().stream().allMatch(complete::contains)
                        ? ddl.attachIndexes(table)
                        : List.of());
        return attached
                + forEachTable(schema, report, context, (ddl, table) -> ddl.addForeignKeys(reachable(table, complete)));
    }

    /** Check constraints, and the rows against them and the foreign keys. */
    public int validateConstraints(
            Lane lane, SourceSchema schema, TransferReport report, TaskContext<MigrationParams> context)
            throws SQLException {
        var complete = new CompleteTables(schema, report);
        return inLane(
                lane,
                schema,
                report,
                context,
                (ddl, tables) -> Maintenance.constraints(ddl, tables, table -> reachable(table, complete)));
    }

    /** Without the keys that refer to a table which is not complete. */
    private static Table reachable(Table table, CompleteTables complete) {
        return table.withForeignKeys(table.foreignKeys().stream()
                .filter(key -> complete.contains(key.referencedTable()))
                .toList());
    }

    /** Puts sequences and identity columns where the source has them now, and finishes what needs indexes. */
    public int setSequenceValues(SourceSchema schema, TransferReport report, TaskContext<MigrationParams> context)
            throws SQLException {
        var positions = Failures.withoutVainRetries(() -> {
            try (var watch = new CancelWatch(connections, "set_sequence_values")) {
                var source = watch.open(
                        context.params().sourceConnId(), SessionSettings.reading("dagrunr set_sequence_values"));
                return SequencePositions.read(source, schema);
            }
        });
        int done = forEachTable(
                schema,
                report,
                context,
                (ddl, table) -> report.isKept(table.name()) ? List.of() : ddl.finishTable(positions.of(table)));
        return done
                + Failures.withoutVainRetries(() -> {
                    try (var session = TargetSession.open(connections, context)) {
                        var ddl = new Plan(context.params()).ddl(schema);
                        var sequences = positions.of(schema.sequences());
                        return session.execute(
                                context.params().keepExistingTables()
                                        ? ddl.finishUnusedSequences(ofLoaded(sequences, report))
                                        : ddl.finishSequences(sequences));
                    }
                });
    }

    private static List<Sequence> ofLoaded(List<Sequence> sequences, TransferReport report) {
        return sequences.stream()
                .filter(sequence -> sequence.ownedBy() == null
                        || !report.isKept(sequence.ownedBy().table()))
                .toList();
    }

    public int analyzeTables(
            Lane lane, SourceSchema schema, TransferReport report, TaskContext<MigrationParams> context)
            throws SQLException {
        return inLane(lane, schema, report, context, (ddl, tables) -> lane.share(Maintenance.statistics(ddl, tables)));
    }

    private int inLane(
            Lane lane,
            SourceSchema schema,
            TransferReport report,
            TaskContext<MigrationParams> context,
            BiFunction<TargetDdl, List<Table>, List<Maintenance.Job>> jobs)
            throws SQLException {
        return Failures.withoutVainRetries(() -> {
            var ddl = new Plan(context.params()).ddl(schema);
            try (var session = TargetSession.fenced(connections, context)) {
                return lane.run(session, jobs.apply(ddl, complete(schema, report)), context);
            }
        });
    }

    private static List<Table> complete(SourceSchema schema, TransferReport report) {
        return new CompleteTables(schema, report).list();
    }

    private int forEachTable(
            SourceSchema schema,
            TransferReport report,
            TaskContext<MigrationParams> context,
            BiFunction<TargetDdl, Table, List<DdlStatement>> statements)
            throws SQLException {
        return Failures.withoutVainRetries(() -> {
            var ddl = new Plan(context.params()).ddl(schema);
            var complete = complete(schema, report);
            int executed = 0;
            int done = 0;
            try (var session = TargetSession.open(connections, context)) {
                for (int from = 0; from < complete.size(); from += TABLES_TOGETHER) {
                    var tables = complete.subList(from, Math.min(complete.size(), from + TABLES_TOGETHER));
                    var batch = tables.stream()
                            .flatMap(table -> statements.apply(ddl, table).stream())
                            .toList();
                    batch.forEach(statement -> context.log().info(statement.purpose()));
                    executed += session.executeTogether(batch);
                    done += tables.size();
                    context.progress(done, complete.size());
                }
            }
            return executed;
        });
    }
}
