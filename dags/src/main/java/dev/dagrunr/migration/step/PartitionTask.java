package dev.dagrunr.migration.step;

import dev.dagrunr.migration.transfer.PartitionLoad;

/**
 * A partition that one task moves. Immutable.
 *
 * @param early what follows the rows of its table
 */
public record PartitionTask(PartitionLoad load, EarlyWork early) {
    /** For people: {@code votes 3/8}. */
    public String label() {
        var table = TableTask.label(load.table());
        return load.partitions() == 1 ? table : table + " " + load.partition() + "/" + load.partitions();
    }
}
