package dev.dagrunr.engine.internal.job;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jobrunr.jobs.Job;
import org.jobrunr.jobs.states.StateName;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.storage.ConcurrentJobModificationException;
import org.jobrunr.storage.StorageException;
import org.jobrunr.storage.ThreadSafeStorageProvider;
import org.jobrunr.storage.navigation.AmountRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The storage as the servers of a node see it. One transaction, and one wait for the disk, does for all jobs that are fetched
 * together: it writes which jobs have succeeded before, fetches others, and claims their attempts. Thread-safe.
 */
final class ServerStorage extends ThreadSafeStorageProvider {

    private static final Logger log = LoggerFactory.getLogger(ServerStorage.class);

    private final JobStorage storage;
    private final DataSource pool;
    private final AttemptHandler handler;
    private final Workers workers;
    private final EndedJobs ended = new EndedJobs();

    ServerStorage(JobStorage storage, DataSource pool, AttemptHandler handler, Workers workers) {
        super(storage);
        this.storage = storage;
        this.pool = pool;
        this.handler = handler;
        this.workers = workers;
    }

    /** Success is written with the next look for jobs. What else becomes of a job is written at once. */
    @Override
    public Job save(Job job) {
        if (job.hasState(StateName.SUCCEEDED) && Attempts.of(job).isPresent()) {
            ended.add(job);
            return job;
        }
        return super.save(job);
    }

    @Override
    public List<Job> getJobsToProcess(BackgroundJobServer server, AmountRequest page) {
        var succeeded = ended.take();
        boolean written = succeeded.isEmpty();
        try (var connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            boolean open = true;
            try {
                var jobs = storage.fetch(connection, server, page, succeeded);
                var afterwards = claim(connection, jobs);
                connection.commit();
                open = false;
                written = true;
                workers.looked(jobs.size() < page.getLimit());
                afterwards.run();
                return jobs;
            } finally {
                if (open) {
                    connection.rollback();
                }
            }
        } catch (SQLException e) {
            throw new StorageException(e);
        } finally {
            if (!written) {
                ended.giveBack(succeeded);
            }
        }
    }

    /** What may be claimed by the commit must be on the disk before it runs; the rest is only for people to look at. */
    private Runnable claim(Connection connection, List<Job> jobs) throws SQLException {
        var attempts = jobs.stream()
                .map(Attempts::of)
                .flatMap(Optional::stream)
                .map(request -> new AttemptKey(request.taskInstanceId(), request.epoch()))
                .toList();
        if (attempts.isEmpty()) {
            RelaxedConnection.doNotWait(connection);
            return () -> {};
        }
        return handler.claim(connection, attempts);
    }

    /** Writes which jobs have succeeded, when no more are looked for. */
    void writeEnded() {
        var succeeded = ended.take();
        try {
            storage.save(succeeded);
        } catch (ConcurrentJobModificationException e) {
            // the others are written all the same
            log.debug(
                    "{} jobs were changed or removed meanwhile.",
                    e.getConcurrentUpdatedJobs().size());
        } catch (StorageException e) {
            // JobRunr finds them orphaned in a minute; nobody but its dashboard asks
            log.warn("The rows of {} jobs do not say that they succeeded: {}", succeeded.size(), e.getMessage());
        }
    }
}
