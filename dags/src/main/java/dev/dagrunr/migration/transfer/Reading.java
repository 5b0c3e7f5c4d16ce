package dev.dagrunr.migration.transfer;

import org.jspecify.annotations.Nullable;

/**
 * How a table is read. Can be stored as JSON. Immutable.
 *
 * @param chunkRows the most rows that are committed together, about; fewer when they weigh more than 48 MB
 * @param consistent whether all transfers of a run read one snapshot of the source; else each attempt takes its own
 * @param where a condition of SQL that rows must meet to be moved; null for all rows
 */
public record Reading(
        PartitionStrategy strategy,
        int chunkRows,
        boolean consistent,
        @Nullable String where) {
    /** What a chunk weighs at most: enough that its commit costs nothing beside its rows, and soon repeated. */
    static final long CHUNK_BYTES = 48L << 20;

    public static final Reading DEFAULT = new Reading(PartitionStrategy.AUTO, 1_000_000, true, null);

    public Reading {
        if (chunkRows < 1) {
            throw new IllegalArgumentException("chunk_size is " + chunkRows + "; it must be at least 1");
        }
        if (where != null && where.isBlank()) {
            throw new IllegalArgumentException("The condition for the rows of a table is empty; leave it out");
        }
    }

    public Reading withStrategy(PartitionStrategy other) {
        return new Reading(other, chunkRows, consistent, where);
    }

    public Reading withChunkRows(int rows) {
        return new Reading(strategy, rows, consistent, where);
    }

    public Reading withConsistent(boolean other) {
        return new Reading(strategy, chunkRows, other, where);
    }

    public Reading withWhere(@Nullable String condition) {
        return new Reading(strategy, chunkRows, consistent, condition);
    }
}
