package dev.dagrunr.engine.internal.signal;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the one connection on which a node listens, and makes another when it breaks. A thread of its own receives;
 * whatever it receives goes to one consumer.
 */
final class Listener {

    private static final Logger log = LoggerFactory.getLogger(Listener.class);

    /** How long the thread may not notice that it shall stop. A notification does not wait for it. */
    private static final Duration WAIT = Duration.ofMillis(250);

    /** So many waits in vain are followed by a question: a connection that died silently looks like a quiet one. */
    private static final int QUIET_WAITS = 12;

    private static final Duration ANSWER = Duration.ofSeconds(3);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);

    private final DataSource dataSource;
    private final Consumer<String> payloads;
    private final Runnable connected;
    private final Thread thread;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean listening;
    private volatile @Nullable Connection connection;

    /** The connection comes from the data source and is held until {@link #stop}. */
    Listener(DataSource dataSource, String nodeName, Consumer<String> payloads, Runnable connected) {
        this.dataSource = dataSource;
        this.payloads = payloads;
        this.connected = connected;
        this.thread = new Thread(this::run, nodeName + "-signal-listener");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    boolean isListening() {
        return listening;
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        while (!isStopped()) {
            try (Connection fresh = dataSource.getConnection()) {
                connection = fresh;
                listen(fresh);
                pause = FIRST_PAUSE;
                connected.run();
                receive(fresh);
            } catch (SQLException e) {
                if (!isStopped()) {
                    log.warn("No connection to listen for signals on; polling goes on: {}", e.getMessage());
                }
            } finally {
                connection = null;
            }
            await(pause);
            pause = longer(pause);
        }
    }

    private static final String LISTEN = "listen dagrunr";

    private static void listen(Connection fresh) throws SQLException {
        fresh.setAutoCommit(true);
        fresh.setNetworkTimeout(Runnable::run, (int) ANSWER.toMillis());
        execute(fresh, LISTEN);
    }

    private void receive(Connection fresh) throws SQLException {
        listening = true;
        try {
            PGConnection notifications = fresh.unwrap(PGConnection.class);
            int quiet = 0;
            while (!isStopped()) {
                PGNotification[] received = notifications.getNotifications((int) WAIT.toMillis());
                if (received != null && received.length > 0) {
                    quiet = 0;
                    accept(received);
                } else if (++quiet == QUIET_WAITS) {
                    quiet = 0;
                    askWhetherAlive(fresh);
                }
            }
        } finally {
            listening = false;
            giveBack(fresh);
        }
    }

    private void accept(PGNotification[] received) {
        for (PGNotification notification : received) {
            payloads.accept(notification.getParameter());
        }
    }

    private static void askWhetherAlive(Connection fresh) throws SQLException {
        execute(fresh, "select 1");
    }

    /** The connection may go back to a pool, which takes it for a sound one unless a statement fails in its sight. */
    private static void giveBack(Connection fresh) throws SQLException {
        execute(fresh, "unlisten dagrunr");
    }

    private static void execute(Connection fresh, String command) throws SQLException {
        try (Statement statement = fresh.createStatement()) {
            statement.execute(command);
        }
    }

    private void await(Duration pause) {
        try {
            stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            stopped.countDown();
        }
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }

    private boolean isStopped() {
        return stopped.getCount() == 0;
    }

    void stop() throws SQLException, InterruptedException {
        stopped.countDown();
        thread.join(WAIT.multipliedBy(4).toMillis());
        Connection stuck = connection;
        if (stuck != null) {
            stuck.abort(Runnable::run);
        }
    }
}
