package dev.dagrunr.engine.internal.job;

import java.util.UUID;
import org.jobrunr.jobs.Job;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.server.JobActivator;
import org.jobrunr.server.JobSteward;
import org.jobrunr.storage.StorageProvider;
import org.jobrunr.utils.mapper.JsonMapper;

/**
 * JobRunr's server with threads that are not its own.
 *
 * <p>JobRunr stops a server for good when its heartbeat fails once or its polls fail a few times. {@link ServerWatch}
 * then has it replaced by another, which goes on with the heartbeats of the attempts in flight.
 */
final class WorkerServer extends BackgroundJobServer {

    private final Workers workers;
    private final JobQueue queue;
    private volatile boolean retired;

    WorkerServer(
            StorageProvider storage,
            JsonMapper mapper,
            JobActivator activator,
            BackgroundJobServerConfiguration configuration,
            Workers workers,
            JobQueue queue) {
        super(storage, mapper, activator, configuration.andId(UUID.randomUUID()));
        this.workers = workers;
        this.queue = queue;
    }

    /** Looks for jobs at once, on this thread; does nothing when the server does not run or is looking already. */
    void fetch() {
        ((FetchingSteward) getJobSteward()).fetch();
    }

    @Override
    public void processJob(Job job) {
        workers.execute(job, new AttemptPerformer(this, job), () -> queue.stopHeartbeat(job));
    }

    /** Heartbeats of a job that another server began. */
    void adopt(Job job, Thread thread) {
        getJobSteward().startProcessing(job, thread);
    }

    /** Stops the server if it is not stopped yet; it cannot be started again, not even by itself. */
    void retire() {
        retired = true;
        stop();
    }

    @Override
    public void start(boolean guard) {
        // After a time-out JobRunr stops and starts a server from a thread of its own, perhaps when it was replaced.
        if (!retired) {
            super.start(guard);
        }
    }

    @Override
    protected JobSteward createJobSteward() {
        return new FetchingSteward(this);
    }

    /** Looks for jobs when it is told to, not by itself whenever a job's thread is about to return. */
    private static final class FetchingSteward extends JobSteward {

        FetchingSteward(BackgroundJobServer server) {
            super(server);
        }

        @Override
        public void notifyThreadOccupied() {
            // Workers counts.
        }

        @Override
        public void notifyThreadIdle() {
            // Not idle yet: the thread is still in the job. Workers tells when it has returned.
        }

        void fetch() {
            super.notifyThreadOccupied();
            super.notifyThreadIdle();
        }
    }
}
