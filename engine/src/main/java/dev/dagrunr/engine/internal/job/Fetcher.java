package dev.dagrunr.engine.internal.job;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the server look for jobs as soon as there may be some.
 *
 * <p>JobRunr drops a request that comes while it is looking already, and that look may have begun before the new job was
 * committed. So each request is repeated until a look has begun after it. One thread does all of it: many requests in a
 * row cost one look, and nobody who commits has to wait.
 *
 * <p>A worker that becomes free after a look that left nothing behind finds nothing either: it is looked again for the sake of
 * its job's row only, which is written with the look, and that has time. Thread-safe.
 */
final class Fetcher implements Workers.Listener {

    private static final Logger log = LoggerFactory.getLogger(Fetcher.class);
    private static final long WHILE_LOOKING_NANOS = Duration.ofNanos(100_000).toNanos();
    private static final long WHILE_DOWN_NANOS = Duration.ofMillis(50).toNanos();
    private static final long ROWS_WAIT_NANOS = Duration.ofMillis(100).toNanos();
    private static final long AFTER_FAILURE_NANOS = Duration.ofMillis(500).toNanos();

    private final Workers workers;
    private final Supplier<WorkerServer> server;
    private final AtomicBoolean requested = new AtomicBoolean();
    private final AtomicBoolean freed = new AtomicBoolean();
    private final Thread thread;
    private volatile boolean asleep;
    private volatile boolean closed;

    Fetcher(String nodeName, Workers workers, Supplier<WorkerServer> server) {
        this.workers = workers;
        this.server = server;
        this.thread = new Thread(this::run, nodeName + "-fetcher");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Costs next to nothing; call it after the commit that made a job visible. */
    void request() {
        if (!requested.getAndSet(true)) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void workerFreed() {
        if (!workers.leftNothing()) {
            request();
        }
    }

    @Override
    public void jobEnded() {
        if (!workers.leftNothing()) {
            request();
        } else if (!freed.getAndSet(true) && asleep) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        while (!closed) {
            if (requested.getAndSet(false)) {
                freed.set(false);
                fetch();
            } else {
                rest();
            }
        }
    }

    private void rest() {
        asleep = true;
        if (freed.get()) {
            asleep = false;
            LockSupport.parkNanos(this, ROWS_WAIT_NANOS);
            if (freed.get()) {
                request();
            }
        } else {
            LockSupport.park(this);
            asleep = false;
        }
    }

    private void fetch() {
        while (!closed && workers.hasFree()) {
            WorkerServer current = server.get();
            if (!current.isRunning()) {
                LockSupport.parkNanos(this, WHILE_DOWN_NANOS);
            } else if (hasLooked(current)) {
                return;
            }
        }
        // Without a free worker there is nothing to look for: the next one that becomes free requests again.
        workers.looked(false);
    }

    /** True when a look, of this thread or another, has begun after the call. */
    private boolean hasLooked(WorkerServer current) {
        long before = workers.fetches();
        try {
            current.fetch();
        } catch (RuntimeException e) {
            // Whatever it is, JobRunr's own poll meets it too, reports it and has the server replaced when it stays.
            log.warn("Looking for jobs failed and is repeated: {}", e.getMessage());
            LockSupport.parkNanos(this, AFTER_FAILURE_NANOS);
            return false;
        }
        if (workers.fetches() > before) {
            return true;
        }
        LockSupport.parkNanos(this, WHILE_LOOKING_NANOS);
        return workers.fetches() > before;
    }

    /** Waits until no look of this thread is under way. */
    void stop() throws InterruptedException {
        closed = true;
        LockSupport.unpark(thread);
        thread.join(Duration.ofSeconds(10).toMillis());
    }
}
