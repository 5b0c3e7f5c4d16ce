package dev.dagrunr.dashboard.internal.node;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Tells a command that the process is to end (Ctrl-C, SIGTERM), and keeps the process alive until the command has put
 * everything away. Commands look at it while they wait, instead of being interrupted in the middle of something.
 * Thread-safe.
 */
public final class Termination {
    private static final Duration LONGEST_CLEAN_UP = Duration.ofSeconds(90);

    private final CountDownLatch requested = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);

    private Termination() {}

    /** Requested by nobody but the program itself. */
    public static Termination onRequest() {
        return new Termination();
    }

    /** Requested by the signals that end a process; to be called once. */
    public static Termination ofProcess() {
        var termination = new Termination();
        Runtime.getRuntime().addShutdownHook(new Thread(termination::end, "dagrunr-termination"));
        return termination;
    }

    private void end() {
        request();
        try {
            over.await(LONGEST_CLEAN_UP.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public void request() {
        requested.countDown();
    }

    public boolean isRequested() {
        return requested.getCount() == 0;
    }

    /** Waits until the end is requested, at most this long. */
    public boolean await(Duration atMost) {
        try {
            return requested.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Waits until the end is requested. */
    public void await() {
        try {
            requested.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The command has ended and the process may. */
    public void done() {
        over.countDown();
    }
}
