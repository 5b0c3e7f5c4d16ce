package dev.dagrunr.engine.internal.job;

/** How far one job is. Thread-safe and cheap. */
public interface JobProgress {

    /**
     * Shows {@code done} of {@code expected} in JobRunr's dashboard, with its next heartbeat; nothing is shown as long as
     * {@code expected} is not positive.
     */
    void show(long done, long expected);

    /**
     * Nothing is left to do but to store how the attempt ended: the worker is free for another job, which is fetched
     * meanwhile. To be called on the thread that runs the job; a second call does nothing.
     */
    void bodyEnded();
}
