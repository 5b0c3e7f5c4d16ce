package dev.dagrunr.migration.step;

import dev.dagrunr.dag.TaskContext;
import dev.dagrunr.migration.MigrationParams;
import dev.dagrunr.migration.connection.CancelWatch;
import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.migration.connection.SessionSettings;
import dev.dagrunr.migration.transfer.PartitionLoad;
import dev.dagrunr.migration.transfer.Transfer;
import dev.dagrunr.migration.transfer.TransferResult;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Builds the large indexes of a table that is complete while rows of others still move, and analyzes it. On each node one
 * task of a run does so, and the others hand over to it what they have; it takes places among as many as may be built at
 * once, and no task holds a worker while there is none. What is left is done by {@code create_indexes} and {@code
 * analyze_tables}. Thread-safe.
 */
public final class IndexSteps {
    private final Connections connections;
    private final Map<String, EarlyIndexes> builders = new ConcurrentHashMap<>();

    public IndexSteps(Connections connections) {
        this.connections = connections;
    }

    /** @return how many statements had something to do; empty while all places are taken */
    public Optional<Integer> indexTable(TableGroup group, LoadedTables loaded, TaskContext<MigrationParams> context)
            throws SQLException {
        var tables = group.tables().stream()
                .filter(table -> !table.early().isNothing())
                .toList();
        return work(
                tables.stream().map(TableTask::early).toList(),
                tables.stream().map(table -> PartitionLoad.whole(table.load())).toList(),
                context);
    }

    /** Every partition of a table has such a task; the one that finds the table complete has something to do. */
    public Optional<Integer> indexPartition(
            PartitionTask partition, TransferResult loaded, TaskContext<MigrationParams> context) throws SQLException {
        return partition.early().isNothing()
                ? Optional.of(0)
                : work(List.of(partition.early()), List.of(partition.load()), context);
    }

    private Optional<Integer> work(
            List<EarlyWork> early, List<PartitionLoad> loads, TaskContext<MigrationParams> context)
            throws SQLException {
        if (early.isEmpty()) {
            return Optional.of(0);
        }
        return Failures.withoutVainRetries(() -> {
            var run = SchemaSteps.transferRun(context);
            var settings =
                    SessionSettings.reading("dagrunr " + context.attempt().taskName());
            int free;
            try (var watch = new CancelWatch(connections, context.attempt().taskName())) {
                var session = watch.open(context.params().targetConnId(), settings);
                if (!loads.stream().allMatch(load -> Transfer.isReadyForIndexes(session, load, run))) {
                    context.log()
                            .info("Left to others: rows are missing yet, or the table is to be made durable first");
                    return Optional.of(0);
                }
                var builder = builders.get(run);
                if (builder != null && builder.offer(early)) {
                    context.log().info("Handed over to the task that builds indexes on this node");
                    return Optional.of(0);
                }
                free = new BuildPlaces(context).free(session);
            }
            return free == 0 ? Optional.empty() : build(early, run, context);
        });
    }

    private Optional<Integer> build(List<EarlyWork> early, String run, TaskContext<MigrationParams> context)
            throws SQLException {
        var builder = new EarlyIndexes(connections, context, early);
        // of two that begin at the same time one gets nothing from others
        builders.putIfAbsent(run, builder);
        try {
            return builder.build();
        } finally {
            builders.remove(run, builder);
        }
    }
}
