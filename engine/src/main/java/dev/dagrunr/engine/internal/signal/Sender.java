package dev.dagrunr.engine.internal.signal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends signals from a thread of its own, so that whoever publishes one does not wait for the database. What has piled up
 * meanwhile goes in one statement; equal ones go once. Thread-safe.
 */
final class Sender {

    private static final Logger log = LoggerFactory.getLogger(Sender.class);

    /** Beyond that, an outage has lasted so long that the other nodes look at everything anyway. */
    private static final int MOST_WAITING = 10_000;

    /** Bounds the rate under load to some 200 statements a second; the first signal after a pause does not wait. */
    private static final Duration BETWEEN = Duration.ofMillis(5);

    private static final Duration AFTER_FAILURE = Duration.ofMillis(500);

    private final DataSource dataSource;
    private final Thread thread;
    private final Set<String> waiting = new LinkedHashSet<>();
    private boolean stopped;

    Sender(DataSource dataSource, String nodeName) {
        this.dataSource = dataSource;
        this.thread = new Thread(this::run, nodeName + "-signal-sender");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    synchronized void send(String payload) {
        if (!stopped && waiting.size() < MOST_WAITING && waiting.add(payload)) {
            notifyAll();
        }
    }

    private void run() {
        try {
            for (List<String> batch = next(); !batch.isEmpty(); batch = next()) {
                pause(notifyAll(batch) ? BETWEEN : AFTER_FAILURE);
            }
        } catch (InterruptedException e) {
            log.debug("The sender of signals was interrupted and ends.");
        }
    }

    /** Waits for signals; empty when the sender was stopped and none is left. */
    private synchronized List<String> next() throws InterruptedException {
        while (waiting.isEmpty() && !stopped) {
            wait();
        }
        List<String> batch = List.copyOf(waiting);
        waiting.clear();
        return batch;
    }

    /**
     * The commit of a notification holds a lock of the whole database; it must not wait for the disk meanwhile, and a
     * notification has nothing to make durable.
     */
    private static final String NOTIFY = """
            select set_config('synchronous_commit', 'off', true), count(pg_notify('dagrunr', payload))
            from unnest(?) as payload
            """;

    private boolean notifyAll(List<String> batch) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(NOTIFY)) {
            connection.setAutoCommit(true);
            statement.setArray(1, connection.createArrayOf("text", batch.toArray()));
            statement.execute();
            return true;
        } catch (SQLException e) {
            log.warn("{} signals could not be sent: {}", batch.size(), e.getMessage());
            sendLater(batch);
            return false;
        }
    }

    private synchronized void sendLater(List<String> batch) {
        if (stopped) {
            return;
        }
        for (String payload : batch) {
            send(payload);
        }
    }

    private synchronized void pause(Duration duration) throws InterruptedException {
        long deadline = System.nanoTime() + duration.toNanos();
        for (long left = duration.toNanos(); left > 0 && !stopped; left = deadline - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    /** Sends what is waiting, if the database lets it, and ends. */
    void stop() throws InterruptedException {
        synchronized (this) {
            stopped = true;
            notifyAll();
        }
        thread.join(Duration.ofSeconds(3).toMillis());
    }
}
