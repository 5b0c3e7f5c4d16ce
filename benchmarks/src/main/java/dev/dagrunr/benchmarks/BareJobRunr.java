package dev.dagrunr.benchmarks;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jobrunr.jobs.lambdas.JobRequest;
import org.jobrunr.jobs.lambdas.JobRequestHandler;
import org.jobrunr.jobs.mappers.JobMapper;
import org.jobrunr.scheduling.JobRequestScheduler;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.server.JobActivator;
import org.jobrunr.storage.StorageProvider;
import org.jobrunr.storage.sql.postgres.PostgresStorageProvider;
import org.jobrunr.utils.mapper.jackson.JacksonJsonMapper;

/** JobRunr alone, as its documentation sets it up, with jobs that do nothing. */
final class BareJobRunr implements AutoCloseable {
    private static volatile CountDownLatch remaining = new CountDownLatch(0);

    private final StorageProvider storage;
    private final BackgroundJobServer server;

    BareJobRunr(DataSource pool, int workers) {
        storage = new PostgresStorageProvider(pool);
        var mapper = new JacksonJsonMapper();
        storage.setJobMapper(new JobMapper(mapper));
        var configuration = BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration()
                .andPollInterval(Duration.ofSeconds(5))
                .andWorkerCount(workers);
        server = new BackgroundJobServer(storage, mapper, new Activator(), configuration);
        server.start();
    }

    /** From the first insert to the end of the last job. */
    long nanosFor(int jobs) throws InterruptedException {
        remaining = new CountDownLatch(jobs);
        long begin = System.nanoTime();
        new JobRequestScheduler(storage).enqueue(IntStream.range(0, jobs).mapToObj(Nothing::new));
        if (!remaining.await(5, TimeUnit.MINUTES)) {
            throw new IllegalStateException(remaining.getCount() + " jobs did not run");
        }
        return System.nanoTime() - begin;
    }

    @Override
    public void close() {
        server.stop();
        storage.close();
    }

    /** A job that does nothing. */
    public record Nothing(int number) implements JobRequest {
        @Override
        public Class<NothingHandler> getJobRequestHandler() {
            return NothingHandler.class;
        }
    }

    /** Counts. */
    public static final class NothingHandler implements JobRequestHandler<Nothing> {
        @Override
        public void run(Nothing request) {
            remaining.countDown();
        }
    }

    private static final class Activator implements JobActivator {
        private final NothingHandler handler = new NothingHandler();

        @Override
        @SuppressWarnings("NullAway") // null is how JobRunr is told to make jobs of other classes itself
        public <T> T activateJob(Class<T> type) {
            return type.isInstance(handler) ? type.cast(handler) : null;
        }
    }
}
