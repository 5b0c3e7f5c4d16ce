package dev.dagrunr.migration.transfer;

/**
 * Of what the rows of a partition were read. Rows of different origins make a table only when it is certain that none
 * changed in between. Immutable.
 *
 * @param generation of the {@link Snapshot}; 0 when each attempt reads one of its own
 * @param file the table's file on the source, when rows are told apart by their place in it; else empty
 */
record Origin(int generation, String file) {}
