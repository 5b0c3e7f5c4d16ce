package dev.dagrunr.engine.internal.job;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jobrunr.jobs.Job;
import org.jobrunr.jobs.mappers.JobMapper;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.server.JobActivator;
import org.jobrunr.storage.StorageException;
import org.jobrunr.storage.StorageProvider;
import org.jobrunr.utils.mapper.JsonMapper;
import org.jobrunr.utils.mapper.jackson.JacksonJsonMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands tickets to the worker threads of the nodes on one database, by way of JobRunr.
 *
 * <p>A ticket is enqueued inside the caller's transaction and exists once that has committed; {@link #wakeUp} then makes
 * this node fetch at once, and other nodes at the latest when they poll, every five seconds. Each ticket reaches the
 * {@link AttemptHandler} of one node, normally once. After a crash or an outage it may reach none, or one twice: the
 * engine asks its own tables, never the queue, what has been done.
 *
 * <p>Two queues in one JVM do not know of each other; nothing is global. Thread-safe.
 */
public final class JobQueue implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(JobQueue.class);

    /** JobRunr's minimum for SQL. */
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(5);

    /**
     * After twelve silent polls, a minute, JobRunr marks a job as orphaned and forgets a server. Recovery is the engine's
     * and takes seconds; this only tidies up, and an outage of the database shorter than that must not look like it.
     */
    private static final int SILENT_POLLS = 12;

    private static final Duration CLOSE_GRACE = Duration.ofSeconds(10);
    private static final Duration INTERRUPTED_GRACE = Duration.ofSeconds(5);

    private final JobQueueSettings settings;
    private final JobTables tables;
    private final DashboardActions actions;
    private final JobActivator activator;
    private final JoiningDataSource dataSource;
    private final JsonMapper mapper;
    private final JobStorage storage;
    private final StorageProvider dashboardStorage;
    private final ServerStorage serverStorage;
    private final Workers workers;
    private final Fetcher fetcher;
    private final ServerWatch watch;
    private volatile WorkerServer server;
    private boolean started;
    private boolean closed;

    private JobQueue(
            DataSource dataSource, JobQueueSettings settings, AttemptHandler handler, DashboardActions actions) {
        this.settings = settings;
        this.tables = new JobTables(settings.tablePrefix());
        this.actions = actions;
        this.dataSource = new JoiningDataSource(dataSource);
        // Without the modules that happen to be on the class path: what is stored must not depend on them.
        this.mapper = new JacksonJsonMapper(false);
        this.storage = new JobStorage(this.dataSource, settings.tablePrefix(), new JobMapper(mapper));
        this.dashboardStorage = new DashboardStorage(storage, actions);
        this.workers = new Workers(settings.nodeName(), settings.parallelism());
        this.activator = activatorOf(new AttemptJob(handler, workers));
        this.serverStorage = new ServerStorage(storage, dataSource, handler, workers);
        this.server = newServer();
        this.fetcher = new Fetcher(settings.nodeName(), workers, () -> server);
        this.watch = new ServerWatch(settings.nodeName(), this, dataSource);
        workers.listen(fetcher);
    }

    /**
     * Creates or updates JobRunr's tables in the schema that the connections' search path names first. Safe to call at
     * every start and by many nodes at once; needs two connections at a time.
     */
    public static void migrate(DataSource dataSource) throws SQLException {
        migrate(dataSource, "");
    }

    /** As {@link #migrate(DataSource)}, in the schema that the prefix names; it must exist. */
    public static void migrate(DataSource dataSource, String tablePrefix) throws SQLException {
        new JobTables(tablePrefix).migrate(dataSource);
    }

    /**
     * A queue that can enqueue, and serve a dashboard, but takes no work before {@link #start}. Reads nothing yet.
     *
     * @param dataSource a pool for JobRunr: up to five connections at a time, and one for each worker whose job is just
     *     being stored. What it commits here is never the truth and does not wait for the disk; what {@link #enqueue} and
     *     {@link #remove} write commits as the caller's connection does
     */
    public static JobQueue open(
            DataSource dataSource, JobQueueSettings settings, AttemptHandler handler, DashboardActions actions) {
        return new JobQueue(dataSource, settings, handler, actions);
    }

    /** Begins to take work; keeps the JVM alive until the queue is closed. The tables must exist. */
    public synchronized void start() {
        if (started || closed) {
            throw new IllegalStateException("Job queue of node '" + settings.nodeName() + "' is started once only.");
        }
        started = true;
        server.start();
        fetcher.start();
        watch.start();
        wakeUp();
    }

    /**
     * Stores the jobs on the caller's connection: they commit or roll back with its transaction. All or none; after an
     * exception (a job id that exists) the transaction goes on as if the call had not been made.
     *
     * @param transaction a connection that is not in auto-commit mode
     */
    public void enqueue(Connection transaction, List<Ticket> tickets) throws SQLException {
        if (!tickets.isEmpty()) {
            List<Job> jobs = tickets.stream().map(Attempts::jobOf).toList();
            save(() -> dataSource.useTransaction(transaction, () -> storage.save(jobs)));
        }
    }

    /**
     * As {@link #enqueue} for job ids that are certain to be new, without the savepoint: after an exception the transaction
     * can only be rolled back.
     */
    public void enqueueNew(Connection transaction, List<Ticket> tickets) throws SQLException {
        if (!tickets.isEmpty()) {
            List<Job> jobs = tickets.stream().map(Attempts::jobOf).toList();
            save(() -> dataSource.withTransaction(transaction, () -> storage.save(jobs)));
        }
    }

    @FunctionalInterface
    private interface Saving {
        void run() throws SQLException;
    }

    /** An outage must look like one to the owner of the transaction. */
    private static void save(Saving saving) throws SQLException {
        try {
            saving.run();
        } catch (StorageException e) {
            if (e.getCause() instanceof SQLException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /**
     * Removes jobs with the caller's transaction, whatever state they are in; no {@link DashboardActions} are called and
     * no thread is interrupted. For tickets that were withdrawn or replaced.
     */
    public void remove(Connection transaction, Collection<UUID> jobIds) throws SQLException {
        if (!jobIds.isEmpty()) {
            tables.remove(transaction, jobIds);
        }
    }

    /** Removes some of the jobs that failed before a time: nothing but the history of an attempt hangs on them. */
    public void removeFailed(Connection transaction, Instant before, int limit) throws SQLException {
        tables.removeFailed(transaction, before, limit);
    }

    /**
     * Those of the jobs that wait for a worker. One that does not, although its attempt was not claimed for a while, was
     * fetched by a node that did not live to run it.
     */
    public Set<UUID> waiting(Connection connection, Collection<UUID> jobIds) throws SQLException {
        return jobIds.isEmpty() ? Set.of() : tables.waiting(connection, jobIds);
    }

    /**
     * Makes this node look for jobs at once if it has a free worker. Call it after the commit, from any thread; it
     * returns immediately, and the look begins after the call.
     */
    public void wakeUp() {
        fetcher.request();
    }

    public int busyWorkers() {
        return workers.busy();
    }

    /** For JobRunr's dashboard: what is pressed there reaches the {@link DashboardActions}. */
    public StorageProvider storageProvider() {
        return dashboardStorage;
    }

    /** What reads the jobs of {@link #storageProvider}. */
    public JsonMapper jsonMapper() {
        return mapper;
    }

    /** Fetches no more jobs; attempts that run go on, with heartbeats. Cannot be undone. */
    public void stopTakingWork() {
        workers.stopTakingWork();
    }

    /** {@link #close(Duration)} with ten seconds. */
    @Override
    public void close() {
        close(CLOSE_GRACE);
    }

    /**
     * Takes no more work, waits that long for running attempts to end, interrupts those that have not, and waits five
     * seconds more. Handlers can still use the queue until it returns.
     */
    public synchronized void close(Duration grace) {
        if (closed) {
            return;
        }
        closed = true;
        stopTakingWork();
        try {
            if (started) {
                stopServer(grace);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        workers.shutDown();
        storage.close();
    }

    private void stopServer(Duration grace) throws InterruptedException {
        try {
            fetcher.stop();
            if (!workers.awaitAllEnded(grace)) {
                workers.interruptAll();
                if (!workers.awaitAllEnded(INTERRUPTED_GRACE)) {
                    log.warn(
                            "{} attempts of node {} do not end although interrupted.",
                            workers.inFlight(),
                            settings.nodeName());
                }
            }
            watch.stop();
            serverStorage.writeEnded();
        } finally {
            server.retire();
        }
    }

    boolean serverRuns() {
        return server.isRunning();
    }

    /** After JobRunr has given up. The attempts in flight keep their threads and go on with their heartbeats. */
    void replaceServer() {
        WorkerServer stopped = server;
        stopped.retire();
        WorkerServer next = newServer();
        server = next;
        workers.running().forEach((job, thread) -> adopt(next, job, thread));
        next.start();
        log.info("Node {} takes work again. attemptsInFlight={}", settings.nodeName(), workers.inFlight());
        wakeUp();
    }

    private void adopt(WorkerServer next, Job job, Thread thread) {
        next.adopt(job, thread);
        // Ended in between: stopHeartbeat may have come before the adoption.
        if (!workers.running().containsKey(job)) {
            stopHeartbeat(job);
        }
    }

    void stopHeartbeat(Job job) {
        server.getJobSteward().stopProcessing(job);
    }

    private WorkerServer newServer() {
        var configuration = BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration()
                .andName(settings.nodeName())
                .andPollInterval(POLL_INTERVAL)
                .andServerTimeoutPollIntervalMultiplicand(SILENT_POLLS)
                .andBackgroundJobServerWorkerPolicy(workers)
                .andConcurrentJobModificationPolicy(jobServer -> new LostJobs(jobServer, actions))
                .andDeleteSucceededJobsAfter(settings.keepSucceeded())
                .andPermanentlyDeleteDeletedJobsAfter(settings.keepDeleted());
        return new WorkerServer(serverStorage, mapper, activator, configuration, workers, this);
    }

    private static JobActivator activatorOf(AttemptJob attemptJob) {
        return new JobActivator() {
            @Override
            @SuppressWarnings("NullAway") // null is how JobRunr is told to make jobs of other classes itself
            public <T> T activateJob(Class<T> type) {
                return type.isInstance(attemptJob) ? type.cast(attemptJob) : null;
            }
        };
    }
}
