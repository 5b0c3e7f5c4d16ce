package dev.dagrunr.migration.transfer;

import dev.dagrunr.migration.connection.CancelWatch;
import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.migration.connection.SessionSettings;
import dev.dagrunr.migration.transfer.RowOrder.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Divides large tables into partitions of about equal size, for tasks of their own, by the {@link PartitionStrategy} of
 * each. Thread-safe.
 */
public final class PartitionPlanner {
    private final Connections connections;

    public PartitionPlanner(Connections connections) {
        this.connections = connections;
    }

    /**
     * The partitions of a table, one when it is small, when it has too few rows, or when the server cannot divide it: a
     * table without key before PostgreSQL 14.
     *
     * @throws TransferException when the table cannot be read
     */
    public List<PartitionLoad> plan(TableLoad table, PartitionPolicy policy) {
        var wanted = policy.partitionsFor(table.estimatedRows(), table.estimatedBytes());
        if (wanted == 1) {
            return List.of(PartitionLoad.whole(table));
        }
        var settings = SessionSettings.reading("dagrunr plan " + table.source()).withWorkMem("128MB");
        try (var watch = new CancelWatch(connections, "plan of " + table.source())) {
            var session = watch.open(table.source().connectionId(), settings);
            return divided(table, bounds(session, SourceTable.read(session, table), wanted));
        } catch (SQLException e) {
            throw Failure.of(Side.SOURCE, "Partitions of table " + table.source() + " cannot be planned", e);
        }
    }

    private static List<List<String>> bounds(Connection session, SourceTable source, int partitions)
            throws SQLException {
        if (source.order().kind() == Kind.KEY) {
            return new KeyBounds(session, source).find(partitions);
        }
        if (source.order().kind() == Kind.PHYSICAL) {
            return IntStream.range(1, partitions)
                    .mapToLong(partition -> source.blocks() * partition / partitions)
                    .filter(block -> block > 0)
                    .distinct()
                    .mapToObj(PhysicalChunks::place)
                    .toList();
        }
        return List.of();
    }

    private static List<PartitionLoad> divided(TableLoad table, List<List<String>> bounds) {
        var partitions = bounds.size() + 1;
        return IntStream.rangeClosed(1, partitions)
                .mapToObj(partition -> new PartitionLoad(
                        table,
                        partition,
                        partitions,
                        partition == 1 ? List.of() : bounds.get(partition - 2),
                        partition == partitions ? List.of() : bounds.get(partition - 1),
                        table.estimatedRows() / partitions))
                .toList();
    }
}
