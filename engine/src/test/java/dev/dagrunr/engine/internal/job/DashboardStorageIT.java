package dev.dagrunr.engine.internal.job;

import static dev.dagrunr.engine.internal.job.Jobs.ticket;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.testsupport.PostgresExtension;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.jobrunr.jobs.Job;
import org.jobrunr.storage.StorageProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DashboardStorageIT {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    private static final Duration SOON = Duration.ofSeconds(3);

    private final RecordingAttempts attempts = new RecordingAttempts();
    private final RecordingActions actions = new RecordingActions();
    private final CountDownLatch release = new CountDownLatch(1);
    private HikariDataSource pool;
    private Jobs jobs;
    private JobQueue queue;

    @BeforeEach
    void open() throws SQLException {
        pool = Pool.of(postgres.database(), 10);
        JobQueue.migrate(pool);
        jobs = new Jobs(pool);
        jobs.execute("truncate jobrunr_jobs");
        queue = JobQueue.open(pool, JobQueueSettings.of("node", 2), attempts, actions);
    }

    @AfterEach
    void close() {
        release.countDown();
        queue.close(Duration.ofSeconds(1));
        pool.close();
    }

    @Test
    void requeueOfAFailedJobClearsTheTaskInstanceAndRetiresTheJob() throws SQLException {
        Ticket ticket = failed();

        pressRequeue(ticket);

        assertThat(actions.requeued()).containsExactly(new Attempt(1, 1));
        assertThat(jobs.stateOf(ticket)).isEqualTo("DELETED");
        assertThat(jobs.jsonOf(ticket)).contains("runs again as a new job");
        queue.wakeUp();
        await().during(Duration.ofSeconds(1)).until(() -> attempts.started().size() == 1);
        assertThat(actions.deleted()).isEmpty();
    }

    @Test
    void requeueOfASucceededJobClearsTheTaskInstance() throws SQLException {
        Ticket ticket = ticket(1);
        queue.start();
        jobs.enqueue(queue, ticket);
        queue.wakeUp();
        await().atMost(SOON).until(() -> "SUCCEEDED".equals(jobs.stateOf(ticket)));

        pressRequeue(ticket);

        assertThat(actions.requeued()).containsExactly(new Attempt(1, 1));
    }

    @Test
    void aRequeueThatTheEngineRefusesChangesNothing() throws SQLException {
        Ticket ticket = failed();
        actions.refuseWith(new IllegalStateException("Run manual__1 is gone."));

        assertThatThrownBy(() -> pressRequeue(ticket)).hasMessage("Run manual__1 is gone.");

        assertThat(jobs.stateOf(ticket)).isEqualTo("FAILED");
    }

    @Test
    void aRequeueWhoseJobTheEngineRemovesIsNoError() throws SQLException {
        Ticket ticket = failed();
        StorageProvider dashboard = queue.storageProvider();
        Job job = dashboard.getJobById(ticket.jobId());
        jobs.remove(queue, ticket);

        job.enqueue();
        dashboard.save(job);

        assertThat(actions.requeued()).containsExactly(new Attempt(1, 1));
        assertThat(jobs.stateOf(ticket)).isNull();
    }

    @Test
    void deleteOfAWaitingJobStopsTheTaskInstance() throws SQLException {
        Ticket ticket = ticket(1);
        jobs.enqueue(queue, ticket);

        pressDelete(ticket);

        assertThat(actions.deleted()).containsExactly(new Attempt(1, 1));
        assertThat(jobs.stateOf(ticket)).isEqualTo("DELETED");
    }

    @Test
    void deleteOfARunningJobStopsTheTaskInstance() throws SQLException {
        attempts.onAny((taskInstanceId, epoch, progress) -> release.await());
        Ticket ticket = ticket(1);
        queue.start();
        jobs.enqueue(queue, ticket);
        queue.wakeUp();
        await().atMost(SOON).until(() -> queue.busyWorkers() == 1);

        pressDelete(ticket);

        assertThat(actions.deleted()).containsExactly(new Attempt(1, 1));
        release.countDown();
        await().atMost(SOON).until(() -> queue.busyWorkers() == 0);
        assertThat(jobs.stateOf(ticket)).isEqualTo("DELETED");
        assertThat(queue.serverRuns()).isTrue();
    }

    @Test
    void deleteOfAFinishedJobOnlyTidiesUp() throws SQLException {
        Ticket ticket = failed();

        pressDelete(ticket);

        assertThat(actions.deleted()).isEmpty();
        assertThat(jobs.stateOf(ticket)).isEqualTo("DELETED");
    }

    @Test
    void aDeleteThroughAnotherDashboardIsSeenAtTheNextHeartbeat() throws SQLException {
        attempts.onAny((taskInstanceId, epoch, progress) -> release.await());
        Ticket ticket = ticket(1);
        queue.start();
        jobs.enqueue(queue, ticket);
        queue.wakeUp();
        await().atMost(SOON).until(() -> queue.busyWorkers() == 1);
        Job job = queue.storageProvider().getJobById(ticket.jobId());

        job.delete("Job deleted via Dashboard");
        foreignStorage().save(job);

        await().atMost(Duration.ofSeconds(8)).until(() -> actions.deleted().contains(new Attempt(1, 1)));
        assertThat(queue.busyWorkers()).isEqualTo(1);
    }

    @Test
    void whatTheServerItselfDoesIsNoAction() throws SQLException {
        queue.start();
        attempts.on(2, (taskInstanceId, epoch, progress) -> {
            throw new AttemptFailed("no");
        });
        jobs.enqueue(queue, ticket(1), ticket(2));
        queue.wakeUp();
        await().atMost(SOON).until(() -> jobs.count("SUCCEEDED") == 1 && jobs.count("FAILED") == 1);

        assertThat(actions.requeued()).isEmpty();
        assertThat(actions.deleted()).isEmpty();
    }

    private Ticket failed() throws SQLException {
        Ticket ticket = ticket(1);
        attempts.on(1, (taskInstanceId, epoch, progress) -> {
            throw new AttemptFailed("no");
        });
        queue.start();
        jobs.enqueue(queue, ticket);
        queue.wakeUp();
        await().atMost(SOON).until(() -> "FAILED".equals(jobs.stateOf(ticket)));
        return ticket;
    }

    private StorageProvider foreignStorage() {
        return ((DashboardStorage) queue.storageProvider()).getStorageProvider();
    }

    /** What JobRunrApiHandler does. */
    private void pressRequeue(Ticket ticket) {
        StorageProvider dashboard = queue.storageProvider();
        Job job = dashboard.getJobById(ticket.jobId());
        job.enqueue();
        dashboard.save(job);
    }

    /** What JobRunrApiHandler does. */
    private void pressDelete(Ticket ticket) {
        StorageProvider dashboard = queue.storageProvider();
        Job job = dashboard.getJobById(ticket.jobId());
        job.delete("Job deleted via Dashboard");
        dashboard.save(job);
    }
}
