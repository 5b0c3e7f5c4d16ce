package dev.dagrunr.engine.internal.job;

import org.jobrunr.jobs.Job;
import org.jobrunr.jobs.states.StateName;
import org.jobrunr.server.BackgroundJobPerformer;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.storage.ConcurrentJobModificationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one job; accepts that its row was removed or changed meanwhile, which JobRunr would report as an error. */
final class AttemptPerformer extends BackgroundJobPerformer {

    private static final Logger log = LoggerFactory.getLogger(AttemptPerformer.class);

    AttemptPerformer(BackgroundJobServer server, Job job) {
        super(server, job);
    }

    @Override
    protected void saveAndRunStateRelatedJobFilters(Job job) {
        try {
            super.saveAndRunStateRelatedJobFilters(job);
        } catch (ConcurrentJobModificationException e) {
            if (job.hasState(StateName.PROCESSING)) {
                throw e;
            }
            log.debug(
                    "The job's row was taken away or changed while it ran. jobId={} state={}",
                    job.getId(),
                    job.getState());
        }
    }
}
