package dev.dagrunr.migration.schema;

/**
 * How large a table is.
 *
 * @param estimatedRows the density at the last VACUUM or ANALYZE times the pages of now, as the planner reckons; for a
 *     table never analyzed the pages of now times the rows of average width that fit a page; 0 only for a table without
 *     pages or one known to be empty
 * @param heapBytes the main fork alone, a multiple of the page size: what TID ranges divide
 * @param bytes heap, TOAST, free space and visibility maps; no indexes
 */
public record TableSize(long estimatedRows, long heapBytes, long bytes) {}
