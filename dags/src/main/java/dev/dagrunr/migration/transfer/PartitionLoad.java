package dev.dagrunr.migration.transfer;

import java.util.List;

/**
 * The rows of a table whose key is greater than {@code lower} and not greater than {@code upper}. The partitions of a
 * table are disjoint and together hold all of its rows, also rows beyond all bounds. Can be stored as JSON. Immutable.
 *
 * @param partition counted from 1
 * @param partitions how many there are of this table; 1 means the whole table
 * @param lower the key columns' values as text, or one physical place such as {@code (128,0)} for a table without key
 *     columns; empty in the first partition
 * @param upper likewise; empty in the last partition
 */
public record PartitionLoad(
        TableLoad table, int partition, int partitions, List<String> lower, List<String> upper, long estimatedRows) {

    public PartitionLoad {
        lower = List.copyOf(lower);
        upper = List.copyOf(upper);
        if (partition < 1 || partition > partitions) {
            throw new IllegalArgumentException(
                    "Partition " + partition + " of " + partitions + " of table " + table.source() + " cannot be");
        }
    }

    /** All rows of the table. */
    public static PartitionLoad whole(TableLoad table) {
        return new PartitionLoad(table, 1, 1, List.of(), List.of(), table.estimatedRows());
    }

    /** For people: {@code public.votes}, or {@code public.votes 3/8} when it is one of several. */
    public String label() {
        return partitions == 1 ? table.source().toString() : table.source() + " " + partition + "/" + partitions;
    }
}
