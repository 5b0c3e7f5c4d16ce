package dev.dagrunr.engine.internal.job;

import java.util.UUID;

/**
 * What somebody did to a job in JobRunr's dashboard. Called on the dashboard's thread before the job's row is written: an
 * exception reaches the browser and leaves the row as it was.
 *
 * <p>May be called for an epoch that is long over, and twice for one click; both must do no harm.
 */
public interface DashboardActions {

    /**
     * Requeue: run this task instance again. The engine enqueues a new ticket with a higher epoch; the old job is then
     * marked deleted with a remark and never runs.
     */
    void requeued(long taskInstanceId, int epoch, UUID jobId);

    /** Delete of a job that was waiting or running: stop this task instance. Deleting a finished job only tidies up. */
    void deleted(long taskInstanceId, int epoch, UUID jobId);
}
