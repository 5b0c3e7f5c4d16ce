package dev.dagrunr.migration.transfer;

/**
 * A snapshot of the source that all transfers of a run read. Immutable.
 *
 * @param generation counted from 1; grows when the snapshot is lost and another one takes its place
 * @param id by which other sessions of the source's database import it, while its keeper lives
 */
record Snapshot(int generation, String id) {}
