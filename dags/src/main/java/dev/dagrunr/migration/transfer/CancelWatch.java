package dev.dagrunr.migration.transfer;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what a thread does on its sessions when it is interrupted or told to stop. A thread that waits for a server does
 * not notice an interrupt, so another one watches: it cancels the statements of all sessions, again and again, since one
 * that comes between two statements is without effect, and after half a second cuts the connections.
 *
 * <p>Sessions given to it are closed by it. Those of a watch that was told to stop do not go back to their pool: a late
 * cancellation would hit whoever has them next. Thread-safe.
 */
final class CancelWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CancelWatch.class);
    private static final long LOOK_EVERY_MILLIS = 100;
    private static final int LOOKS_BEFORE_CUT = 5;

    private final Thread watched = Thread.currentThread();
    private final List<Connection> sessions = new CopyOnWriteArrayList<>();
    private final Semaphore signal = new Semaphore(0);
    private final Thread watcher;
    private volatile boolean stopped;
    private volatile boolean unusable;
    private volatile boolean closed;

    CancelWatch(String label) {
        watcher = new Thread(this::watch, "watch " + label);
        watcher.setDaemon(true);
        watcher.start();
    }

    /** Takes care of a session from now on. */
    Connection add(Connection session) {
        sessions.add(session);
        return session;
    }

    void stop() {
        stopped = true;
        signal.release();
    }

    boolean stopped() {
        return stopped || watched.isInterrupted();
    }

    /** Says that a session is in no state to be used again: closing cuts the connections, and servers roll back. */
    void spoil() {
        unusable = true;
    }

    /** Takes {@link #spoil} back. */
    void keep() {
        unusable = false;
    }

    @Override
    public void close() {
        closed = true;
        signal.release();
        awaitWatcher();
        for (var session : sessions) {
            if (unusable || stopped) {
                cut(session);
            }
            giveBack(session);
        }
    }

    private void watch() {
        var looks = 0;
        while (!closed) {
            if (stopped()) {
                stopped = true;
                var cut = ++looks > LOOKS_BEFORE_CUT;
                sessions.forEach(cut ? CancelWatch::cut : CancelWatch::cancel);
            }
            awaitSignal();
        }
    }

    private void awaitSignal() {
        try {
            if (signal.tryAcquire(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                signal.drainPermits();
            }
        } catch (InterruptedException e) {
            // Nobody has this thread to interrupt it; looking at once is right whatever it means.
            LOG.debug("Watcher {} was interrupted", watcher.getName());
        }
    }

    private void awaitWatcher() {
        var interrupted = false;
        while (watcher.isAlive()) {
            try {
                watcher.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            watched.interrupt();
        }
    }

    private static void cancel(Connection session) {
        try {
            session.unwrap(PGConnection.class).cancelQuery();
        } catch (SQLException e) {
            LOG.debug("A statement could not be cancelled; its connection will be cut: {}", e.getMessage());
        }
    }

    private static void cut(Connection session) {
        try {
            session.unwrap(Connection.class).abort(Runnable::run);
        } catch (SQLException e) {
            LOG.debug("A connection was already cut: {}", e.getMessage());
        }
    }

    private static void giveBack(Connection session) {
        try {
            session.close();
        } catch (SQLException e) {
            LOG.debug("A connection was already closed: {}", e.getMessage());
        }
    }
}
