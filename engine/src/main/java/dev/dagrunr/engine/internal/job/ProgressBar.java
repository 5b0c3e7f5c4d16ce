package dev.dagrunr.engine.internal.job;

/** The progress bar of one job in JobRunr's dashboard. Thread-safe and cheap: it is stored with JobRunr's next heartbeat. */
@FunctionalInterface
public interface ProgressBar {

    /** Shows {@code done} of {@code expected}; nothing is shown as long as {@code expected} is not positive. */
    void show(long done, long expected);
}
