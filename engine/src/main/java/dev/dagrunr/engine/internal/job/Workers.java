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
 * The workers of a node, their threads, and the exact count of those that are free.
 *
 * <p>JobRunr counts a worker as busy from the moment its thread runs the job, so that two fetches in a row take more jobs
 * than there are workers; and it shuts the threads down with its server. Here a worker is busy from the moment a job is
 * handed over until the body of its attempt has ended, and the threads belong to the node: they outlive any number of
 * servers. There are twice as many threads as workers, so that a body need not wait for the end of another to be stored.
 * Thread-safe.
 */
final class Workers implements BackgroundJobServerWorkerPolicy {

    private final int parallelism;
    private final int threadCount;
    private final ExecutorService threads;
    private final Object ended = new Object();
    private final ThreadLocal<Body> current = new ThreadLocal<>();
    private final AtomicInteger busy = new AtomicInteger();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicLong fetches = new AtomicLong();
    private final Map<Job, Thread> running = new ConcurrentHashMap<>();
    private volatile boolean open = true;
    private volatile boolean leftNothing;
    private volatile Listener listener = Listener.NONE;

    Workers(String nodeName, int parallelism) {
        this.parallelism = parallelism;
        this.threadCount = 2 * parallelism;
        this.threads = Executors.newFixedThreadPool(threadCount, daemons(nodeName + "-worker-"));
    }

    /** Is told on worker threads. */
    interface Listener {
        Listener NONE = new Listener() {
            @Override
            public void workerFreed() {}

            @Override
            public void jobEnded() {}
        };

        /** A worker has become free; its thread may still be storing how its attempt ended. */
        void workerFreed();

        /** A thread has become free, and the row of its job is still to be written. */
        void jobEnded();
    }

    private static ThreadFactory daemons(String prefix) {
        var number = new AtomicInteger();
        return task -> {
            var thread = new Thread(task, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    void listen(Listener to) {
        listener = to;
    }

    /** Workers whose attempts have bodies that run or are about to. */
    int busy() {
        return busy.get();
    }

    /** Jobs that have a thread; {@link #busy}, and those that only store how their attempts ended. */
    int inFlight() {
        return inFlight.get();
    }

    boolean hasFree() {
        return free() > 0;
    }

    private int free() {
        return open ? Math.min(parallelism - busy.get(), threadCount - inFlight.get()) : 0;
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
        inFlight.incrementAndGet();
        threads.execute(() -> {
            var body = new Body();
            try {
                current.set(body);
                running.put(job, Thread.currentThread());
                work.run();
            } finally {
                body.end();
                current.remove();
                running.remove(job);
                afterwards.run();
                end();
            }
        });
    }

    /** On a worker thread: nothing is left to do but to store how the attempt ended. */
    void bodyEnded() {
        if (current.get().end()) {
            listener.workerFreed();
        }
    }

    private void end() {
        synchronized (ended) {
            inFlight.decrementAndGet();
            ended.notifyAll();
        }
        listener.jobEnded();
    }

    /** What keeps a worker busy; of one thread. */
    private final class Body {
        private boolean over;

        /** @return false when it has ended before */
        boolean end() {
            boolean first = !over;
            if (first) {
                over = true;
                busy.decrementAndGet();
            }
            return first;
        }
    }

    /** Waits until no thread has a job; false when some still have after that time. */
    boolean awaitAllEnded(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        synchronized (ended) {
            while (inFlight.get() > 0) {
                long remaining = deadline - System.nanoTime();
                if (remaining <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(ended, remaining);
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
            return Paging.AmountBasedList.ascOnUpdatedAt(free());
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
