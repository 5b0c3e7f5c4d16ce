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
    private final Workers workers;

    AttemptJob(AttemptHandler handler, Workers workers) {
        this.handler = handler;
        this.workers = workers;
    }

    @Override
    public void run(AttemptRequest request) throws AttemptFailed {
        var progress = new Progress(ThreadLocalJobContext.getJobContext(), workers);
        try {
            handler.run(request.taskInstanceId(), request.epoch(), progress);
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

    private static final class Progress implements JobProgress {

        private final JobContext context;
        private final Workers workers;
        private @Nullable JobDashboardProgressBar bar;

        Progress(JobContext context, Workers workers) {
            this.context = context;
            this.workers = workers;
        }

        @Override
        public void bodyEnded() {
            workers.bodyEnded();
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
