package dev.dagrunr.migration.transfer;

import dev.dagrunr.migration.transfer.RowOrder.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Decides where the next chunk of a partition ends. Confined to the thread of its transfer. */
interface ChunkPlanner {
    /**
     * The last place that belongs to the chunk which begins after the given one; empty when the chunk is the last and
     * takes all that is left of the partition.
     */
    List<String> end(List<String> after) throws SQLException;

    /** Whether {@link #end} asks nobody, so that the chunk after next can be planned while rows are read. */
    default boolean plansAhead() {
        return true;
    }

    /** @param share chunks are that many times smaller than the load says */
    static ChunkPlanner of(Connection source, SourceTable table, PartitionLoad load, int share) {
        if (table.order().kind() == Kind.KEY) {
            return new KeysetChunks(source, table, load, share);
        }
        if (table.order().kind() == Kind.PHYSICAL) {
            return new PhysicalChunks(table, load, share);
        }
        return after -> List.of();
    }
}
