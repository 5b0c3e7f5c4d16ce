package dev.dagrunr.migration.transfer;

/**
 * How many partitions a table gets. Immutable.
 *
 * @param threshold rows from which a table is divided
 * @param maxPartitions the most that a table is divided into; 1 divides none
 */
public record PartitionPolicy(long threshold, int maxPartitions) {
    public PartitionPolicy {
        if (threshold < 1) {
            throw new IllegalArgumentException("partition_threshold is " + threshold + "; it must be at least 1");
        }
        if (maxPartitions < 1) {
            throw new IllegalArgumentException("max_partitions is " + maxPartitions + "; it must be at least 1");
        }
    }

    /** 1 below the threshold, then 2, 4 from two million rows, 6 from five, 8 from ten; never more than the most. */
    public int partitionsFor(long rows) {
        if (rows < threshold) {
            return 1;
        }
        return Math.min(maxPartitions, bySize(rows));
    }

    private static int bySize(long rows) {
        if (rows >= 10_000_000) {
            return 8;
        }
        if (rows >= 5_000_000) {
            return 6;
        }
        return rows >= 2_000_000 ? 4 : 2;
    }
}
