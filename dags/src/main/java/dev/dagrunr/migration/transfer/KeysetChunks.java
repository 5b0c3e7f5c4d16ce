package dev.dagrunr.migration.transfer;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Chunks of an exact number of rows in the order of the key. The end is asked for before the rows are: they are forwarded
 * unread, so the last key could not be taken from them.
 */
final class KeysetChunks implements ChunkPlanner {
    private final Connection source;
    private final SourceTable table;
    private final PartitionLoad load;
    private final long chunkRows;

    KeysetChunks(Connection source, SourceTable table, PartitionLoad load, int share) {
        this.source = source;
        this.table = table;
        this.load = load;
        this.chunkRows = Math.max(1, chunkRows(load.table()) / share);
    }

    @Override
    public boolean plansAhead() {
        return false;
    }

    @Override
    public List<String> end(List<String> after) throws SQLException {
        var order = table.order();
        // The inner query only counts its way along the index; a text form is made for the one row that is wanted.
        var sql = "select " + order.texts() + " from (select " + order.names()
                + table.rows(after, load.upper()) + order.orderBy() + " offset "
                + (chunkRows - 1) + " limit 1) as ends";
        try (var statement = source.createStatement();
                var result = statement.executeQuery(sql)) {
            var end = new ArrayList<String>();
            if (result.next()) {
                for (var column = 1; column <= order.columns().size(); column++) {
                    end.add(result.getString(column));
                }
            }
            return end;
        }
    }

    private static long chunkRows(TableLoad table) {
        var width = Math.max(1.0, (double) table.estimatedBytes() / Math.max(1, table.estimatedRows()));
        return Math.max(1, Math.min(table.reading().chunkRows(), (long) (Reading.CHUNK_BYTES / width)));
    }
}
