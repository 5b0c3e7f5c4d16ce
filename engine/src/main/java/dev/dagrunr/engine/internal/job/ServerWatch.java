package dev.dagrunr.engine.internal.job;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces the server of a node when JobRunr has stopped it, as it does when the database was away for a moment, as soon
 * as the database answers again.
 */
final class ServerWatch {

    private static final Logger log = LoggerFactory.getLogger(ServerWatch.class);
    private static final Duration INTERVAL = Duration.ofMillis(500);
    private static final int ANSWER_SECONDS = 2;

    private final JobQueue queue;
    private final DataSource dataSource;
    private final Thread thread;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private boolean down;

    ServerWatch(String nodeName, JobQueue queue, DataSource dataSource) {
        this.queue = queue;
        this.dataSource = dataSource;
        this.thread = new Thread(this::run, nodeName + "-job-server-watch");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!stopped.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                check();
            }
        } catch (InterruptedException e) {
            log.debug("The watch over JobRunr's server was interrupted and ends.");
        }
    }

    private void check() {
        if (queue.serverRuns()) {
            down = false;
            return;
        }
        if (!down) {
            // Seen once may be a server in the middle of a restart of its own.
            down = true;
            log.warn("JobRunr's server has stopped; this node takes no new work until it is replaced.");
            return;
        }
        if (databaseAnswers()) {
            replace();
        }
    }

    private void replace() {
        try {
            queue.replaceServer();
            down = false;
        } catch (RuntimeException e) {
            // Without this watch the node would never work again.
            log.error("JobRunr's server could not be replaced; tried again.", e);
        }
    }

    private boolean databaseAnswers() {
        try (Connection connection = dataSource.getConnection()) {
            return connection.isValid(ANSWER_SECONDS);
        } catch (SQLException e) {
            log.debug("The database does not answer yet.", e);
            return false;
        }
    }

    void stop() throws InterruptedException {
        stopped.countDown();
        thread.join(Duration.ofSeconds(10).toMillis());
    }
}
