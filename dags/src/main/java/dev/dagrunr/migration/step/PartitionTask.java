package dev.dagrunr.migration.step;

import dev.dagrunr.migration.transfer.PartitionLoad;
import java.util.List;

/**
 * A partition that one task moves. Immutable.
 *
 * @param indexes of its table
 */
public record PartitionTask(PartitionLoad load, List<IndexJob> indexes) {
    public PartitionTask {
        indexes = List.copyOf(indexes);
    }

    /** For people: {@code votes 3/8}. */
    public String label() {
        var table = TableTask.label(load.table());
        return load.partitions() == 1 ? table : table + " " + load.partition() + "/" + load.partitions();
    }
}
