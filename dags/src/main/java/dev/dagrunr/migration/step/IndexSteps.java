package dev.dagrunr.migration.step;

import dev.dagrunr.dag.TaskContext;
import dev.dagrunr.migration.MigrationParams;
import dev.dagrunr.migration.connection.CancelWatch;
import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.migration.connection.SessionSettings;
import dev.dagrunr.migration.step.Maintenance.Job;
import dev.dagrunr.migration.transfer.PartitionLoad;
import dev.dagrunr.migration.transfer.Transfer;
import dev.dagrunr.migration.transfer.TransferResult;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Builds the large indexes of a table that is complete while rows of others still move. It takes places among as many as
 * may be built at once, and holds no worker while there is none. What it leaves is done by {@code create_indexes}.
 * Thread-safe.
 */
public final class IndexSteps {
    private final Connections connections;

    public IndexSteps(Connections connections) {
        this.connections = connections;
    }

    /** @return how many statements had something to do; empty while all places are taken */
    public Optional<Integer> indexTable(TableGroup group, LoadedTables loaded, TaskContext<MigrationParams> context)
            throws SQLException {
        var indexed = group.tables().stream()
                .filter(table -> !table.indexes().isEmpty())
                .toList();
        return build(
                indexed.stream().flatMap(table -> table.indexes().stream()).toList(),
                indexed.stream().map(table -> PartitionLoad.whole(table.load())).toList(),
                context);
    }

    /** Every partition of a table has such a task; the one that finds the table complete has something to do. */
    public Optional<Integer> indexPartition(
            PartitionTask partition, TransferResult loaded, TaskContext<MigrationParams> context) throws SQLException {
        return build(partition.indexes(), List.of(partition.load()), context);
    }

    private Optional<Integer> build(
            List<IndexJob> indexes, List<PartitionLoad> loads, TaskContext<MigrationParams> context)
            throws SQLException {
        if (indexes.isEmpty()) {
            return Optional.of(0);
        }
        return Failures.withoutVainRetries(() -> {
            int free;
            var settings =
                    SessionSettings.reading("dagrunr " + context.attempt().taskName());
            try (var watch = new CancelWatch(connections, context.attempt().taskName())) {
                var session = watch.open(context.params().targetConnId(), settings);
                var run = SchemaSteps.transferRun(context);
                if (!loads.stream().allMatch(load -> Transfer.isReadyForIndexes(session, load, run))) {
                    context.log()
                            .info("Left to others: rows are missing yet, or the table is to be made durable first");
                    return Optional.of(0);
                }
                free = new BuildPlaces(context).free(session);
            }
            var jobs = indexes.stream()
                    .map(index -> new Job(index.name(), 0, index.statements()))
                    .toList();
            return free == 0 ? Optional.empty() : new EarlyIndexes(connections, context, jobs).build(free);
        });
    }
}
