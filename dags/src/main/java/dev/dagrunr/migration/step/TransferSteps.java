package dev.dagrunr.migration.step;

import dev.dagrunr.dag.TaskContext;
import dev.dagrunr.dag.TaskFailedException;
import dev.dagrunr.migration.MigrationParams;
import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.migration.schema.ObjectName;
import dev.dagrunr.migration.schema.Persistence;
import dev.dagrunr.migration.schema.SourceSchema;
import dev.dagrunr.migration.schema.Table;
import dev.dagrunr.migration.transfer.Attempt;
import dev.dagrunr.migration.transfer.PartitionLoad;
import dev.dagrunr.migration.transfer.PartitionPlanner;
import dev.dagrunr.migration.transfer.TableLoad;
import dev.dagrunr.migration.transfer.Transfer;
import dev.dagrunr.migration.transfer.TransferResult;
import dev.dagrunr.migration.transform.Transformers;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Moves the rows. A second attempt goes on after the last chunk that the first one committed. Thread-safe. */
public final class TransferSteps {
    private final Connections connections;
    private final Transformers transformers;

    /** @param transformers that the conf of a run may add to */
    public TransferSteps(Connections connections, Transformers transformers) {
        this.connections = connections;
        this.transformers = transformers;
    }

    private Transfer transfers(TaskContext<MigrationParams> context) {
        return new Transfer(connections, transformers.withNamed(context.params().transformColumns()));
    }

    public List<TableGroup> prepareRegularTables(
            SourceSchema schema, CreatedTables tables, TaskContext<MigrationParams> context) {
        var early = early(schema, context);
        return tables.groups().stream()
                .map(group -> new TableGroup(group.tables().stream()
                        .map(table -> table.with(workFor(table, early)))
                        .toList()))
                .toList();
    }

    private static Map<ObjectName, EarlyWork> early(SourceSchema schema, TaskContext<MigrationParams> context) {
        return Maintenance.early(new Plan(context.params()).ddl(schema), schema.tables());
    }

    private static EarlyWork workFor(TableTask table, Map<ObjectName, EarlyWork> early) {
        var source = table.load().source();
        return early.getOrDefault(new ObjectName(source.schema(), source.table()), EarlyWork.NONE);
    }

    /** Divides the large tables; each of them has at least one partition, even if it cannot be divided. */
    public List<PartitionTask> prepareLargePartitions(
            SourceSchema schema, CreatedTables tables, TaskContext<MigrationParams> context) throws SQLException {
        var policy = new Plan(context.params()).partitions();
        return Failures.withoutVainRetries(() -> {
            var planner = new PartitionPlanner(connections);
            var early = early(schema, context);
            var partitions = new ArrayList<List<PartitionTask>>();
            for (var table : tables.large()) {
                var planned = planner.plan(table.load(), policy);
                context.log().info(table.label() + ": " + planned.size() + " partitions");
                partitions.add(planned.stream()
                        .map(load -> new PartitionTask(load, workFor(table, early)))
                        .toList());
                context.progress(partitions.size(), tables.large().size());
            }
            return Alternation.of(partitions);
        });
    }

    public LoadedTables transferTable(TableGroup group, TaskContext<MigrationParams> context) throws SQLException {
        var obstacle = group.tables().get(0).obstacle();
        if (obstacle != null) {
            throw new TaskFailedException(obstacle);
        }
        var loads = group.tables().stream().map(TableTask::load).toList();
        return Failures.withoutVainRetries(() -> {
            try (var listener = new ContextListener(context)) {
                var results = transfers(context).runAll(loads, attempt(context), listener);
                results.forEach(result -> context.log()
                        .info(loads.size() == 1 ? text(result) : result.sourceTable() + ": " + text(result)));
                return LoadedTables.of(results);
            }
        });
    }

    public TransferResult transferPartition(PartitionTask partition, TaskContext<MigrationParams> context)
            throws SQLException {
        return Failures.withoutVainRetries(() -> {
            try (var listener = new ContextListener(context)) {
                var result = transfers(context).run(partition.load(), attempt(context), listener);
                context.log().info(text(result));
                return result;
            }
        });
    }

    private static String text(TransferResult result) {
        return String.format(Locale.ROOT, "%s, %s, %.1f s", result.inWords(), result.format(), result.seconds());
    }

    /**
     * Makes tables durable that were loaded UNLOGGED, then forgets the checkpoints: the rows are complete.
     *
     * @return how many tables were looked at
     */
    public int convertToLogged(
            SourceSchema schema,
            TransferReport report,
            CreatedTables tables,
            List<PartitionTask> partitions,
            TaskContext<MigrationParams> context)
            throws SQLException {
        return Failures.withoutVainRetries(() -> {
            var unlogged = schema.tables().stream()
                    .filter(table -> table.persistence() == Persistence.UNLOGGED)
                    .map(Table::name)
                    .collect(Collectors.toSet());
            var complete = tables.all()
                    .map(TableTask::load)
                    .filter(load -> report.isComplete(
                            load.source().schema(), load.source().table()))
                    .toList();
            int done = 0;
            var durable = new Transfer(connections)
                    .durable(
                            complete.stream().map(TableLoad::target).toList(),
                            attempt(context).runId());
            for (var load : complete) {
                if (durable.contains(load.target())) {
                    context.progress(++done, complete.size());
                    continue;
                }
                var parts = partitions.stream()
                        .map(PartitionTask::load)
                        .filter(partition -> partition.table().source().equals(load.source()))
                        .toList();
                var whole = parts.isEmpty() ? List.of(PartitionLoad.whole(load)) : parts;
                var name = new ObjectName(load.source().schema(), load.source().table());
                try (var listener = new ContextListener(context)) {
                    var transfer = transfers(context);
                    if (unlogged.contains(name)) {
                        transfer.confirmLoaded(whole, attempt(context), listener);
                    } else {
                        transfer.convertToLogged(whole, attempt(context), listener);
                    }
                }
                context.progress(++done, complete.size());
            }
            if (report.incomplete().isEmpty()) {
                new Transfer(connections)
                        .releaseSnapshot(
                                context.params().sourceConnId(),
                                context.params().targetConnId(),
                                attempt(context).runId());
            }
            return done;
        });
    }

    static Attempt attempt(TaskContext<MigrationParams> context) {
        return new Attempt(SchemaSteps.transferRun(context), context.attempt().epoch());
    }
}
