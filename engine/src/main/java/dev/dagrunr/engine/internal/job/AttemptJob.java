package dev.dagrunr.engine.internal.job;

import org.jobrunr.jobs.context.JobContext;
import org.jobrunr.jobs.context.JobDashboardProgressBar;
import org.jobrunr.jobs.lambdas.JobRequestHandler;
import org.jobrunr.server.runner.ThreadLocalJobContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a job meets the engine. The name of this class is stored with each job: it is never renamed. Public because
 * JobRunr calls it by reflection. Thread-safe.
 */
public final class AttemptJob implements JobRequestHandler<AttemptRequest> {

    private static final Logger log = LoggerFactory.getLogger(AttemptJob.class);

    private final AttemptHandler handler;

    AttemptJob(AttemptHandler handler) {
        this.handler = handler;
    }

    @Override
    public void run(AttemptRequest request) throws AttemptFailed {
        var bar = new DashboardProgressBar(ThreadLocalJobContext.getJobContext());
        try {
            handler.run(request.taskInstanceId(), request.epoch(), bar);
        } catch (InterruptedException e) {
            throw new AttemptFailed("The attempt was interrupted.");
        } catch (RuntimeException e) {
            // JobRunr would store message and stack trace, and who knows what is in them.
            log.error(
                    "Attempt ended unexpectedly. taskInstance={} epoch={}",
                    request.taskInstanceId(),
                    request.epoch(),
                    e);
            throw new AttemptFailed(
                    "The attempt ended unexpectedly with " + e.getClass().getName() + "; the node's log tells more.");
        } finally {
            // JobRunr would take the flag for a shutdown, and would fail to store the job's state with it.
            Thread.interrupted();
        }
    }

    private static final class DashboardProgressBar implements ProgressBar {

        private final JobContext context;
        private @Nullable JobDashboardProgressBar bar;

        DashboardProgressBar(JobContext context) {
            this.context = context;
        }

        @Override
        public synchronized void show(long done, long expected) {
            if (expected <= 0) {
                return;
            }
            if (bar == null) {
                bar = context.progressBar(expected);
            }
            bar.setProgress(expected, Math.min(done, expected), 0);
        }
    }
}
