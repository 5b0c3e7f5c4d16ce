package dev.dagrunr.migration.transfer;

/**
 * How many partitions a table gets. Immutable.
 *
 * @param threshold rows from which a table is divided
 * @param thresholdBytes bytes from which a table of fewer rows is divided
 * @param maxPartitions the most that a table is divided into; 1 divides none
 */
public record PartitionPolicy(long threshold, long thresholdBytes, int maxPartitions) {
    private static final long MB = 1 << 20;

    public PartitionPolicy {
        if (threshold < 1) {
            throw new IllegalArgumentException("partition_threshold is " + threshold + "; it must be at least 1");
        }
        if (thresholdBytes < 1) {
            throw new IllegalArgumentException(
                    "partition_threshold_mb is " + thresholdBytes / MB + "; it must be at least 1");
        }
        if (maxPartitions < 1) {
            throw new IllegalArgumentException("max_partitions is " + maxPartitions + "; it must be at least 1");
        }
    }

    /**
     * 1 below both thresholds. By rows 2, 4 from two million, 6 from five, 8 from ten; by bytes one for each half of that
     * threshold; the greater number of the two, and never more than the most.
     */
    public int partitionsFor(long rows, long bytes) {
        var wanted = Math.max(
                rows < threshold ? 1 : bySize(rows),
                bytes < thresholdBytes ? 1 : bytes / Math.max(1, thresholdBytes / 2));
        return (int) Math.min(maxPartitions, wanted);
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
