package dev.dagrunr.engine.internal.job;

import org.jobrunr.jobs.Job;
import org.jobrunr.jobs.states.StateName;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.server.concurrent.ConcurrentJobModificationResolver;
import org.jobrunr.storage.ConcurrentJobModificationException;
import org.jobrunr.storage.JobNotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What to do when the row of a running job was removed or changed by somebody else: no more heartbeats. JobRunr itself
 * would interrupt the thread, or count an error and stop the server after a few; whether the attempt still counts is for
 * the engine's tables to say, not for the token.
 */
final class LostJobs implements ConcurrentJobModificationResolver {

    private static final Logger log = LoggerFactory.getLogger(LostJobs.class);

    private final BackgroundJobServer server;
    private final DashboardActions actions;

    LostJobs(BackgroundJobServer server, DashboardActions actions) {
        this.server = server;
        this.actions = actions;
    }

    @Override
    public void resolve(ConcurrentJobModificationException e) {
        e.getConcurrentUpdatedJobs().forEach(this::letGo);
    }

    private void letGo(Job job) {
        server.getJobSteward().stopProcessing(job);
        log.debug("The row of a running job was removed or changed. jobId={}", job.getId());
        // A dashboard that does not go through DashboardStorage has deleted it.
        if (job.hasState(StateName.PROCESSING) && isDeleted(job)) {
            Attempts.of(job)
                    .ifPresent(attempt -> actions.deleted(attempt.taskInstanceId(), attempt.epoch(), job.getId()));
        }
    }

    private boolean isDeleted(Job job) {
        try {
            return server.getStorageProvider().getJobById(job.getId()).hasState(StateName.DELETED);
        } catch (JobNotFoundException e) {
            return false;
        }
    }
}
