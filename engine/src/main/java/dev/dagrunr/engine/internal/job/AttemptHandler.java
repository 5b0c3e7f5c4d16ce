package dev.dagrunr.engine.internal.job;

/** Runs an attempt when its {@link Ticket} has reached a worker thread. Must be thread-safe. */
@FunctionalInterface
public interface AttemptHandler {

    /**
     * Claims and runs the attempt on the calling worker thread. A ticket may arrive late or more than once, so the claim
     * must fence; being fenced off is a normal return. The interrupt status left behind does not reach the next attempt.
     *
     * @throws AttemptFailed when the attempt failed and JobRunr's dashboard shall show its job as failed
     * @throws InterruptedException when the thread was interrupted; the dashboard shows the job as failed, too
     */
    void run(long taskInstanceId, int epoch, ProgressBar bar) throws AttemptFailed, InterruptedException;
}
