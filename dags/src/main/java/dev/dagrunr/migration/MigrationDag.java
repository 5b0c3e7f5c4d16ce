package dev.dagrunr.migration;

import static dev.dagrunr.dag.TriggerRule.ALL_DONE;
import static dev.dagrunr.dag.WeightRule.UPSTREAM;

import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.RetryPolicy;
import dev.dagrunr.dag.Sensing;
import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.migration.notification.Notifications;
import dev.dagrunr.migration.notification.Notifications.Delivery;
import dev.dagrunr.migration.schema.SourceSchema;
import dev.dagrunr.migration.step.ConstraintSteps;
import dev.dagrunr.migration.step.CreatedTables;
import dev.dagrunr.migration.step.IndexSteps;
import dev.dagrunr.migration.step.Lane;
import dev.dagrunr.migration.step.LargeObjectSteps;
import dev.dagrunr.migration.step.LoadedTables;
import dev.dagrunr.migration.step.MigrationSummary;
import dev.dagrunr.migration.step.NotificationSteps;
import dev.dagrunr.migration.step.ObjectSteps;
import dev.dagrunr.migration.step.PartitionTask;
import dev.dagrunr.migration.step.ReportSteps;
import dev.dagrunr.migration.step.SchemaSteps;
import dev.dagrunr.migration.step.TableGroup;
import dev.dagrunr.migration.step.TargetSchema;
import dev.dagrunr.migration.step.TransferReport;
import dev.dagrunr.migration.step.TransferSteps;
import dev.dagrunr.migration.transfer.TransferResult;
import dev.dagrunr.migration.transform.Transformers;
import java.time.Duration;

/**
 * {@code postgres_to_postgres_migration}: schema, tables, rows, then keys, indexes and the rest, then validation. A table
 * that cannot be migrated fails its own task; the others go on, and the run ends failed and says which are complete.
 */
public final class MigrationDag {
    public static final String ID = "postgres_to_postgres_migration";

    private static final Sensing FREE_PLACE = Sensing.reschedule(Duration.ofSeconds(1));

    private MigrationDag() {}

    /**
     * @param defaults the parameters of a run whose conf leaves them out
     * @param validation the DAG that the run validates itself by
     * @param notifications who is told how a run ended
     * @param transformers what changes values on their way; a conf may add to it
     */
    public static Dag<MigrationParams> create(
            Connections connections,
            MigrationParams defaults,
            Dag<ValidationParams> validation,
            Notifications notifications,
            Transformers transformers) {
        var schemas = new SchemaSteps(connections, transformers);
        var transfers = new TransferSteps(connections, transformers);
        var constraints = new ConstraintSteps(connections);
        var indexing = new IndexSteps(connections);
        var reports = new ReportSteps(connections);
        var told = new NotificationSteps(notifications);

        var dag = Dag.named(ID, MigrationParams.class)
                .description("Moves schemas of a PostgreSQL database to another one, and validates the result")
                .defaults(defaults)
                .retries(RetryPolicy.exponential(3, Duration.ofSeconds(3)));

        // soon over when a server cannot be reached at all, and long enough for one that restarts
        var schema = dag.task("extract_source_schema")
                .retries(RetryPolicy.fixedDelay(2, Duration.ofSeconds(3)))
                .runs(SourceSchema.class, schemas::extractSourceSchema);
        var target =
                dag.task("create_target_schema").reads(schema).runs(TargetSchema.class, schemas::createTargetSchema);
        var tables = dag.task("create_tables").reads(schema, target).runs(CreatedTables.class, schemas::createTables);

        var large = dag.task("prepare_large_partitions")
                .reads(schema, tables)
                .runsList(PartitionTask.class, transfers::prepareLargePartitions);
        // What is queued first begins first: the largest tables, unless they cannot be divided.
        var largeQueued =
                dag.task("end_partition_planning").after(large).when(ALL_DONE).empty();
        var regular = dag.task("prepare_regular_tables")
                .reads(schema, tables)
                .after(largeQueued)
                .runsList(TableGroup.class, transfers::prepareRegularTables);
        // The report waits for the rows, and not for indexes that are built while other rows still move.
        // By their weights indexes go before transfers that wait for a slot.
        var regularTables = dag.group("regular_tables").withoutPrefix();
        var loadedTables = regularTables
                .expand(regular)
                .labels(TableGroup::label)
                .tasks((group, table) -> {
                    var loaded = group.task("transfer_table")
                            .weightRule(UPSTREAM)
                            .reads(table)
                            .onFailure(told::taskFailed)
                            .runs(LoadedTables.class, transfers::transferTable);
                    group.task("index_table")
                            .weightRule(UPSTREAM)
                            .priorityWeight(2)
                            .reads(table, loaded)
                            .waitsFor(Integer.class, FREE_PLACE, indexing::indexTable);
                    return loaded;
                });
        var largeTables = dag.group("large_tables").withoutPrefix();
        var loadedPartitions = largeTables
                .expand(large)
                .labels(PartitionTask::label)
                .tasks((group, partition) -> {
                    var loaded = group.task("transfer_partition")
                            .weightRule(UPSTREAM)
                            .priorityWeight(4)
                            .reads(partition)
                            .onFailure(told::taskFailed)
                            .runs(TransferResult.class, transfers::transferPartition);
                    group.task("index_partition")
                            .weightRule(UPSTREAM)
                            .priorityWeight(2)
                            .reads(partition, loaded)
                            .waitsFor(Integer.class, FREE_PLACE, indexing::indexPartition);
                    return loaded;
                });

        var report = dag.task("collect_all_results")
                .reads(tables.outcome(), large.outcome(), loadedTables.outcomes(), loadedPartitions.outcomes())
                .when(ALL_DONE)
                .runs(TransferReport.class, reports::collectAllResults);

        var logged = dag.task("convert_to_logged")
                .reads(schema, report, tables, large)
                .runs(Integer.class, transfers::convertToLogged);
        var lanes = dag.task("prepare_maintenance")
                .reads(schema, report)
                .after(logged)
                .runsList(Lane.class, constraints::prepareMaintenance);
        // Not more at once than the lanes: they begin when the early ones have ended, whichever way.
        var early = dag.task("end_early_indexes")
                .after(regularTables, largeTables)
                .when(ALL_DONE)
                .empty();
        var indexes = dag.task("create_indexes")
                .reads(schema, report)
                .expand(lanes)
                .labels(Lane::label)
                .after(early)
                .runs(Integer.class, constraints::createIndexes);
        var primaryKeys = dag.task("create_primary_keys")
                .reads(schema, report)
                .after(indexes)
                .runs(Integer.class, constraints::createPrimaryKeys);
        var uniqueKeys = dag.task("create_unique_constraints")
                .reads(schema, report)
                .after(primaryKeys)
                .runs(Integer.class, constraints::createUniqueConstraints);
        // without statistics the planner of the target chooses joins for the checks that take up to twice the time
        var analyzed = dag.task("analyze_tables")
                .reads(schema, report)
                .expand(lanes)
                .labels(Lane::label)
                .after(uniqueKeys)
                .runs(Integer.class, constraints::analyzeTables);
        var foreignKeys = dag.task("create_foreign_keys")
                .reads(schema, report)
                .after(analyzed)
                .runs(Integer.class, constraints::createForeignKeys);
        var checked = dag.task("validate_constraints")
                .reads(schema, report)
                .expand(lanes)
                .labels(Lane::label)
                .after(foreignKeys)
                .runs(Integer.class, constraints::validateConstraints);
        var objects = dag.task("create_views_and_triggers")
                .reads(schema, report)
                .after(checked)
                .runs(Integer.class, new ObjectSteps(connections)::createViewsAndTriggers);
        var sequences = dag.task("set_sequence_values")
                .reads(schema, report)
                .after(objects)
                .runs(Integer.class, constraints::setSequenceValues);
        var largeObjects = dag.task("transfer_large_objects")
                .reads(target)
                .after(report)
                .runs(Integer.class, new LargeObjectSteps(connections)::transferLargeObjects);
        var validated = dag.task("trigger_validation")
                .retries(RetryPolicy.none())
                .after(sequences, largeObjects)
                .triggers(validation, context -> context.params().validation());
        var summary = dag.task("generate_migration_summary")
                .reads(report.outcome(), validated.outcome())
                .when(ALL_DONE)
                .runs(MigrationSummary.class, ReportSteps::generateMigrationSummary);
        // the summary is there whatever happened; this leaf makes the run fail when something is missing
        var confirmed = dag.task("confirm_migration").reads(summary).runs(String.class, reports::confirmMigration);
        // runs however the others ended, and decides nothing: a channel that is broken fails this task and no migration
        dag.task("send_notifications")
                .retries(RetryPolicy.none())
                .reads(summary.outcome(), confirmed.outcome())
                .teardownOf()
                .runsList(Delivery.class, told::sendNotifications);
        return dag.build();
    }
}
