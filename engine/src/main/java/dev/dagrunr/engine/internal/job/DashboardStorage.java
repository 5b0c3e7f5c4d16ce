package dev.dagrunr.engine.internal.job;

import java.util.Optional;
import org.jobrunr.jobs.Job;
import org.jobrunr.jobs.states.JobState;
import org.jobrunr.jobs.states.StateName;
import org.jobrunr.storage.ConcurrentJobModificationException;
import org.jobrunr.storage.StorageProvider;
import org.jobrunr.storage.ThreadSafeStorageProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The storage as JobRunr's dashboard sees it. The dashboard's buttons write a job's new state here and call nothing else,
 * so this is where the engine learns of them. The servers use the storage beneath and are not seen. Thread-safe.
 */
final class DashboardStorage extends ThreadSafeStorageProvider {

    private static final Logger log = LoggerFactory.getLogger(DashboardStorage.class);

    private final DashboardActions actions;

    DashboardStorage(StorageProvider storage, DashboardActions actions) {
        super(storage);
        this.actions = actions;
    }

    @Override
    public Job save(Job job) throws ConcurrentJobModificationException {
        Optional<AttemptRequest> attempt = Attempts.of(job);
        if (attempt.isEmpty()) {
            return super.save(job);
        }
        if (isRequeue(job)) {
            return requeue(job, attempt.get());
        }
        if (isStop(job)) {
            return stop(job, attempt.get());
        }
        return super.save(job);
    }

    private static boolean isRequeue(Job job) {
        return job.hasState(StateName.ENQUEUED) && job.getVersion() > 0;
    }

    private static boolean isStop(Job job) {
        JobState before = job.getJobState(-2);
        return job.hasState(StateName.DELETED)
                && before != null
                && (before.getName() == StateName.ENQUEUED || before.getName() == StateName.PROCESSING);
    }

    private Job requeue(Job job, AttemptRequest attempt) {
        actions.requeued(attempt.taskInstanceId(), attempt.epoch(), job.getId());
        // It must not run: its epoch is over, and it would show as succeeded without having done anything.
        job.delete("The task instance was cleared; it runs again as a new job.");
        return saveAfterAction(job);
    }

    private Job stop(Job job, AttemptRequest attempt) {
        actions.deleted(attempt.taskInstanceId(), attempt.epoch(), job.getId());
        return saveAfterAction(job);
    }

    /** What was asked for has happened; that the row changed or went away meanwhile is no reason to report a failure. */
    private Job saveAfterAction(Job job) {
        try {
            return super.save(job);
        } catch (ConcurrentJobModificationException e) {
            log.debug("The job's row changed while the engine acted on it. jobId={}", job.getId());
            return job;
        }
    }
}
