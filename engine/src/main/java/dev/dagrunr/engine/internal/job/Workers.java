package dev.dagrunr.engine.internal.job;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jobrunr.jobs.Job;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.server.configuration.BackgroundJobServerWorkerPolicy;
import org.jobrunr.server.strategy.WorkDistributionStrategy;
import org.jobrunr.server.threadpool.JobRunrExecutor;
import org.jobrunr.storage.Paging;
import org.jobrunr.storage.navigation.AmountRequest;

/**
 * The worker threads of a node, and the exact count of those that are free.
 *
 * <p>JobRunr counts a worker as busy from the moment its thread runs the job, so that two fetches in a row take more jobs
 * than there are workers; and it shuts the threads down with its server. Here a worker is busy from the moment a job is
 * handed over until its thread has returned from it, and the threads belong to the node: they outlive any number of
 * servers. Thread-safe.
 */
final class Workers implements BackgroundJobServerWorkerPolicy {

    private final int parallelism;
    private final ExecutorService threads;
    private final Object freed = new Object();
    private final AtomicInteger busy = new AtomicInteger();
    private final AtomicLong fetches = new AtomicLong();
    private final Map<Job, Thread> running = new ConcurrentHashMap<>();
    private volatile boolean open = true;
    private volatile boolean leftNothing;
    private volatile Runnable onFree = () -> {};

    Workers(String nodeName, int parallelism) {
        this.parallelism = parallelism;
        this.threads = Executors.newFixedThreadPool(parallelism, daemons(nodeName + "-worker-"));
    }

    private static ThreadFactory daemons(String prefix) {
        var number = new AtomicInteger();
        return task -> {
            var thread = new Thread(task, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Called each time a worker has become free, on that worker's thread. */
    void onFree(Runnable listener) {
        onFree = listener;
    }

    int busy() {
        return busy.get();
    }

    boolean hasFree() {
        return open && busy.get() < parallelism;
    }

    /** How many times JobRunr has begun to look for jobs; it looks after it was counted. */
    long fetches() {
        return fetches.get();
    }

    /**
     * What a look for jobs has found; looks come one after the other.
     *
     * @param leftNothing whether the queue had fewer jobs than were asked for
     */
    void looked(boolean leftNothing) {
        this.leftNothing = leftNothing;
    }

    /** Whether the last look has left no job behind. */
    boolean leftNothing() {
        return leftNothing;
    }

    /** The jobs on worker threads, each with its thread. */
    Map<Job, Thread> running() {
        return running;
    }

    /** Runs the work on a worker thread; the job counts as running until {@code afterwards} is called there. */
    void execute(Job job, Runnable work, Runnable afterwards) {
        busy.incrementAndGet();
        threads.execute(() -> {
            try {
                running.put(job, Thread.currentThread());
                work.run();
            } finally {
                running.remove(job);
                afterwards.run();
                free();
            }
        });
    }

    private void free() {
        synchronized (freed) {
            busy.decrementAndGet();
            freed.notifyAll();
        }
        onFree.run();
    }

    /** Waits until no worker is busy; false when some still are after that time. */
    boolean awaitAllFree(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        synchronized (freed) {
            while (busy.get() > 0) {
                long remaining = deadline - System.nanoTime();
                if (remaining <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(freed, remaining);
            }
            return true;
        }
    }

    /** From now on no job is fetched; those fetched already still run. */
    void stopTakingWork() {
        open = false;
    }

    void interruptAll() {
        running.values().forEach(Thread::interrupt);
    }

    void shutDown() {
        threads.shutdownNow();
    }

    @Override
    public WorkDistributionStrategy toWorkDistributionStrategy(BackgroundJobServer server) {
        return new FreeWorkers();
    }

    @Override
    public JobRunrExecutor toJobRunrExecutor() {
        return new BorrowedThreads();
    }

    private final class FreeWorkers implements WorkDistributionStrategy {

        @Override
        public int getWorkerCount() {
            return parallelism;
        }

        @Override
        public AmountRequest getWorkPageRequest() {
            fetches.incrementAndGet();
            return Paging.AmountBasedList.ascOnUpdatedAt(open ? parallelism - busy.get() : 0);
        }
    }

    /** What a server sees of the threads: it can neither stop them nor start jobs past {@link Workers#execute}. */
    private final class BorrowedThreads implements JobRunrExecutor {

        @Override
        public int getWorkerCount() {
            return parallelism;
        }

        @Override
        public void start() {
            // The threads run already.
        }

        @Override
        public void stop(Duration awaitTimeout) {
            // A server that gave up on an outage must not take the attempts in flight with it.
        }

        @Override
        public void execute(Runnable command) {
            throw new UnsupportedOperationException("Jobs are handed over with their job by WorkerServer.processJob.");
        }
    }
}
