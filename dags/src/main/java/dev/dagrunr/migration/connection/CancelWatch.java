package dev.dagrunr.migration.connection;

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
public final class CancelWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CancelWatch.class);
    private static final long LOOK_EVERY_MILLIS = 100;
    private static final int LOOKS_BEFORE_CUT = 5;

    private final Thread worker = Thread.currentThread();
    private final List<Watched> sessions = new CopyOnWriteArrayList<>();
    private final Connections connections;
    private final Semaphore signal = new Semaphore(0);
    private final Thread watcher;
    private volatile boolean stopped;
    private volatile boolean unusable;
    private volatile boolean closed;

    /** @param label what the calling thread does, for the name of the thread that watches */
    public CancelWatch(Connections connections, String label) {
        this.connections = connections;
        watcher = new Thread(this::watch, "watch " + label);
        watcher.setDaemon(true);
        watcher.start();
    }

    private record Watched(String connectionId, Connection session) {}

    /** Opens a session and takes care of it from now on. */
    public Connection open(String connectionId, SessionSettings settings) {
        var session = connections.open(connectionId, settings);
        sessions.add(new Watched(connectionId, session));
        return session;
    }

    public void stop() {
        stopped = true;
        signal.release();
    }

    public boolean stopped() {
        return stopped || worker.isInterrupted();
    }

    /** Says that a session is in no state to be used again: closing cuts the connections, and servers roll back. */
    public void spoil() {
        unusable = true;
    }

    /** Takes {@link #spoil} back. */
    public void keep() {
        unusable = false;
    }

    @Override
    public void close() {
        closed = true;
        signal.release();
        awaitWatcher();
        for (var watched : sessions) {
            if (unusable || stopped) {
                cut(watched.session());
                connections.discard(watched.connectionId(), watched.session());
            } else {
                giveBack(watched.session());
            }
        }
    }

    private void watch() {
        var looks = 0;
        while (!closed) {
            if (stopped()) {
                stopped = true;
                var cut = ++looks > LOOKS_BEFORE_CUT;
                sessions.stream().map(Watched::session).forEach(cut ? CancelWatch::cut : CancelWatch::cancel);
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
            worker.interrupt();
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
