package dev.dagrunr.migration.transfer;

import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.migration.connection.SessionSettings;
import dev.dagrunr.migration.transfer.RowOrder.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Divides large tables into partitions of about equally many rows, for tasks of their own. Bounds are keys that exist,
 * found by {@code ntile} over the whole key in its own order and collation; a table without key columns is divided by
 * its blocks. Thread-safe.
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
        var wanted = policy.partitionsFor(table.estimatedRows());
        if (wanted == 1) {
            return List.of(PartitionLoad.whole(table));
        }
        var settings = SessionSettings.reading("dagrunr plan " + table.source()).withWorkMem("128MB");
        try (var session = connections.open(table.source().connectionId(), settings)) {
            return divided(table, bounds(session, SourceTable.read(session, table), wanted));
        } catch (SQLException e) {
            throw Failure.of(Side.SOURCE, "Partitions of table " + table.source() + " cannot be planned", e);
        }
    }

    private static List<List<String>> bounds(Connection session, SourceTable source, int partitions)
            throws SQLException {
        if (source.order().kind() == Kind.KEY) {
            return keyBounds(session, source, partitions);
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

    private static List<List<String>> keyBounds(Connection session, SourceTable source, int partitions)
            throws SQLException {
        var order = source.order();
        var columns = order.names();
        var key = order.orderBy();
        var sql = "select " + order.texts()
                + "  from (select " + columns + ", tile, lead(tile) over (" + key + ") as following"
                + "          from (select " + columns + ", ntile(" + partitions + ") over (" + key + ") as tile"
                + source.from() + ") as tiled) as ends"
                + " where tile <> following order by tile";
        var bounds = new ArrayList<List<String>>();
        try (var statement = session.createStatement();
                var result = statement.executeQuery(sql)) {
            while (result.next()) {
                var bound = new ArrayList<String>();
                for (var column = 1; column <= order.columns().size(); column++) {
                    bound.add(result.getString(column));
                }
                bounds.add(bound);
            }
        }
        return bounds;
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
