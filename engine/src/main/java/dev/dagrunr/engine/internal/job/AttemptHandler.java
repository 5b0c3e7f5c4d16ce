package dev.dagrunr.engine.internal.job;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

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
    void run(long taskInstanceId, int epoch, JobProgress progress) throws AttemptFailed, InterruptedException;

    /**
     * Claims attempts before their jobs reach the worker threads, in the transaction that fetches the jobs, so that all of
     * them wait for the disk once. {@link #run} is called for each, claimed or not. Must not wait for a row that somebody
     * holds who may wait for the job's.
     *
     * @return to be run once the transaction has committed
     */
    default Runnable claim(Connection transaction, List<AttemptKey> attempts) throws SQLException {
        return () -> {};
    }
}
