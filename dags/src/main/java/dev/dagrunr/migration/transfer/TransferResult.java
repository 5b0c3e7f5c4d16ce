package dev.dagrunr.migration.transfer;

import java.util.Locale;

/**
 * What moved, after its last commit became durable. Can be stored as JSON. Immutable.
 *
 * @param sourceTable for people, {@code schema.table}
 * @param rows all rows of the partition that are on the target, those of earlier attempts included
 * @param bytes of COPY data, those of earlier attempts included
 * @param chunks all chunks, those of earlier attempts included
 * @param resumedChunks chunks that an earlier attempt had committed
 * @param format {@code binary} or {@code text}
 * @param seconds that this attempt took
 */
public record TransferResult(
        String sourceTable,
        String targetTable,
        int partition,
        int partitions,
        long rows,
        long bytes,
        int chunks,
        int resumedChunks,
        String format,
        double seconds) {
    /** For people: {@code 480,170 rows in 3 chunks (1 of an earlier attempt)}. */
    public String inWords() {
        return String.format(
                Locale.ROOT,
                "%,d rows in %d %s (%d of an earlier attempt)",
                rows,
                chunks,
                chunks == 1 ? "chunk" : "chunks",
                resumedChunks);
    }
}
