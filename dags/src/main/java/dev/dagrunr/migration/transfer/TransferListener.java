package dev.dagrunr.migration.transfer;

/** Hears of a transfer from the thread that runs it. What it throws ends the transfer. */
public interface TransferListener {
    /** Listens to nothing. */
    TransferListener SILENT = new TransferListener() {};

    /**
     * Called at most four times a second and at the end.
     *
     * @param rowsExpected an estimate; 0 when there is none
     * @param bytesDone as COPY brought them
     */
    default void progress(long rowsDone, long rowsExpected, long bytesDone) {}

    /**
     * Called before the first progress of a table, and when it is begun anew: what earlier attempts moved of the rows that are
     * done.
     */
    default void resumed(long rows, long bytes) {}

    /** A line for the log of the task: no secrets, no values of rows. */
    default void log(String line) {}

    /**
     * Called once, before anything else. The handle ends the transfer within a second: it cancels the statements of both
     * sides, and the transfer throws with {@link TransferErrorCode#CANCELLED}. It may be run from any thread, at any
     * time, repeatedly. An interrupt of the transfer's thread does the same.
     */
    default void cancellable(Runnable cancel) {}
}
