package dev.dagrunr.migration.transfer;

/** {@code PG_STATEMENT_TIMEOUT} ended a chunk that may be made smaller: begin again with smaller ones. */
final class ChunkTooSlow extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final TransferException failure;

    ChunkTooSlow(TransferException failure) {
        super(failure);
        this.failure = failure;
    }

    /** What to say when no chunk is small enough. */
    TransferException failure() {
        return failure;
    }
}
