package dev.dagrunr.migration.transfer;

/** Another partition of the table has emptied it, so that all of it comes from one snapshot: begin again. */
final class StartedAnew extends RuntimeException {
    StartedAnew(PartitionLoad load) {
        super("Table " + load.table().target() + " was started anew by another of its partitions");
    }
}
