package dev.dagrunr.engine.internal.job;

import static dev.dagrunr.engine.internal.job.Jobs.ticket;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.testsupport.PostgresServer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JobQueueOutageIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final RecordingAttempts attempts = new RecordingAttempts();
    private final CountDownLatch release = new CountDownLatch(1);
    private PostgresServer server;
    private HikariDataSource pool;
    private Jobs jobs;
    private JobQueue queue;

    @BeforeEach
    void open() throws SQLException {
        server = PostgresServer.create();
        pool = Pool.of(server.createDatabase("jobs"), 10);
        JobQueue.migrate(pool);
        jobs = new Jobs(pool);
        queue = JobQueue.open(pool, JobQueueSettings.of("node", 2), attempts, new RecordingActions());
        queue.start();
    }

    @AfterEach
    void close() {
        release.countDown();
        queue.close(Duration.ofSeconds(1));
        pool.close();
        server.close();
    }

    @Test
    void worksOnAfterAnOutageThatMadeJobRunrGiveUpAndKeepsTheAttemptsInFlight() throws SQLException {
        Ticket inFlight = ticket(1);
        attempts.on(1, (taskInstanceId, epoch, progress) -> release.await());
        jobs.enqueue(queue, inFlight);
        queue.wakeUp();
        await().atMost(PATIENCE).until(() -> queue.busyWorkers() == 1);
        // as the engine's claim does: a commit that waits for the disk takes what the queue wrote before with it
        jobs.execute("create table claimed (at timestamptz)");

        server.kill();
        await().atMost(PATIENCE).until(() -> !queue.serverRuns());
        server.start();
        await().atMost(PATIENCE).until(queue::serverRuns);

        Ticket after = ticket(2);
        jobs.enqueue(queue, after);
        queue.wakeUp();
        await().atMost(PATIENCE).until(() -> "SUCCEEDED".equals(jobs.stateOf(after)));
        assertThat(queue.busyWorkers()).isEqualTo(1);
        assertThat(attempts.started()).containsExactly(new Attempt(1, 1), new Attempt(2, 1));

        String beforeHeartbeat = updatedAt(inFlight);
        await().atMost(PATIENCE).until(() -> !beforeHeartbeat.equals(updatedAt(inFlight)));
        release.countDown();
        await().atMost(PATIENCE).until(() -> "SUCCEEDED".equals(jobs.stateOf(inFlight)));
        assertThat(attempts.started()).hasSize(2);
    }

    @Test
    void aShortRestartNeedsNoReplacementToWorkOn() throws SQLException {
        server.restart();

        Ticket after = ticket(1);
        enqueueWhenPossible(after);
        queue.wakeUp();

        await().atMost(PATIENCE).until(() -> "SUCCEEDED".equals(jobs.stateOf(after)));
    }

    private void enqueueWhenPossible(Ticket ticket) {
        await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            jobs.enqueue(queue, ticket);
            return true;
        });
    }

    private String updatedAt(Ticket ticket) throws SQLException {
        return jobs.text("select updatedat::text from jobrunr_jobs where id = '" + ticket.jobId() + "'");
    }
}
