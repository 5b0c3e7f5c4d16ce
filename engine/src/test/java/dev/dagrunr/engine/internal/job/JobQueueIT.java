package dev.dagrunr.engine.internal.job;

import static dev.dagrunr.engine.internal.job.Jobs.ticket;
import static dev.dagrunr.engine.internal.job.Jobs.tickets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.testsupport.PostgresExtension;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class JobQueueIT {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    /** Less than a poll, so that only a wake-up explains it. */
    private static final Duration SOON = Duration.ofSeconds(3);

    private final RecordingAttempts attempts = new RecordingAttempts();
    private final RecordingActions actions = new RecordingActions();
    private final List<JobQueue> queues = new ArrayList<>();
    private final CountDownLatch release = new CountDownLatch(1);
    private HikariDataSource pool;
    private Jobs jobs;

    @BeforeEach
    void emptyTables() throws SQLException {
        pool = Pool.of(postgres.database(), 16);
        JobQueue.migrate(pool);
        jobs = new Jobs(pool);
        jobs.execute("truncate jobrunr_jobs");
    }

    @AfterEach
    void closeAll() {
        release.countDown();
        queues.forEach(queue -> queue.close(Duration.ofSeconds(1)));
        pool.close();
    }

    @Test
    void ticketsCommitWithTheTransaction() throws SQLException {
        JobQueue queue = open("node", 2);
        Ticket ticket = ticket(1);

        jobs.useTransaction(transaction -> {
            queue.enqueue(transaction, List.of(ticket));
            assertThat(jobs.stateOf(ticket)).isNull();
        });

        assertThat(jobs.stateOf(ticket)).isEqualTo("ENQUEUED");
    }

    @Test
    void ticketsRollBackWithTheTransaction() throws SQLException {
        JobQueue queue = open("node", 2);

        jobs.useTransaction(transaction -> {
            queue.enqueue(transaction, tickets(1, 100));
            transaction.rollback();
        });

        assertThat(jobs.count("ENQUEUED")).isZero();
    }

    @Test
    void aJobIdThatExistsDoesNotPoisonTheTransaction() throws SQLException {
        JobQueue queue = open("node", 2);
        Ticket known = ticket(1);
        Ticket other = ticket(2);
        jobs.enqueue(queue, known);

        jobs.useTransaction(transaction -> {
            queue.enqueue(transaction, List.of(other));
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> queue.enqueue(transaction, List.of(ticket(3), known)));
        });

        assertThat(jobs.stateOf(other)).isEqualTo("ENQUEUED");
        assertThat(jobs.count("ENQUEUED")).isEqualTo(2);
    }

    @Test
    void refusesAConnectionInAutoCommitMode() throws SQLException {
        JobQueue queue = open("node", 2);

        try (var connection = pool.getConnection()) {
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> queue.enqueue(connection, List.of(ticket(1))))
                    .withMessageContaining("auto-commit");
        }
    }

    @Test
    void startsAnAttemptSoonAfterAWakeUp() throws SQLException {
        JobQueue queue = started("node", 2);

        for (int taskInstance = 1; taskInstance <= 20; taskInstance++) {
            Ticket ticket = ticket(taskInstance);
            jobs.enqueue(queue, ticket);
            queue.wakeUp();
            await().atMost(SOON).until(() -> attempts.ended().contains(new Attempt(ticket.taskInstanceId(), 1)));
        }
        await().atMost(SOON).until(() -> jobs.count("SUCCEEDED") == 20);
    }

    @Test
    void noWakeUpIsLostHoweverManyComeAtOnce() throws Exception {
        JobQueue queue = started("node", 4);
        var threads = new ArrayList<Thread>();
        for (int thread = 0; thread < 4; thread++) {
            int first = 1 + 50 * thread;
            threads.add(new Thread(() -> enqueueOneByOne(queue, first, 50)));
        }

        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }

        // a job whose wake-up is lost stands still until JobRunr polls again
        while (attempts.ended().size() < 200) {
            int before = attempts.ended().size();
            await().atMost(SOON).until(() -> before == 200 || attempts.ended().size() > before);
        }
        assertThat(attempts.started()).doesNotHaveDuplicates();
    }

    private void enqueueOneByOne(JobQueue queue, long first, int count) {
        for (Ticket ticket : tickets(first, count)) {
            try {
                jobs.enqueue(queue, ticket);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            queue.wakeUp();
        }
    }

    @Test
    void neverTakesMoreJobsThanItHasWorkers() throws SQLException {
        var most = new AtomicInteger();
        attempts.onAny((taskInstanceId, epoch, progress) -> {
            most.accumulateAndGet(processing(), Math::max);
        });
        JobQueue queue = started("node", 3);
        jobs.enqueue(queue, tickets(1, 200));
        queue.wakeUp();

        await().atMost(Duration.ofSeconds(20)).until(() -> {
            queue.wakeUp();
            return attempts.ended().size() == 200;
        });

        assertThat(most).hasValueBetween(1, 3);
        await().atMost(SOON).until(() -> queue.busyWorkers() == 0);
    }

    @Test
    void aWorkerIsFreeWhileTheEndOfItsAttemptIsStored() throws SQLException {
        attempts.onAny((taskInstanceId, epoch, progress) -> {
            progress.bodyEnded();
            progress.bodyEnded();
            release.await();
        });
        JobQueue queue = started("node", 1);
        jobs.enqueue(queue, tickets(1, 3));
        queue.wakeUp();

        await().atMost(SOON).until(() -> attempts.started().size() == 2 && queue.busyWorkers() == 0);
        assertThat(processing()).as("with as many more threads as workers").isEqualTo(2);

        release.countDown();
        await().atMost(SOON).until(() -> attempts.ended().size() == 3);
        assertThat(queue.busyWorkers()).isZero();
    }

    private int processing() {
        try {
            return jobs.count("PROCESSING");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aBacklogIsWorkedOffWithoutFurtherWakeUps() throws SQLException {
        JobQueue queue = started("node", 1);
        jobs.enqueue(queue, tickets(1, 30));

        queue.wakeUp();

        await().atMost(SOON).until(() -> attempts.ended().size() == 30);
    }

    @Test
    void aFailedAttemptShowsItsMessageAndIsNotRepeated() throws SQLException {
        JobQueue queue = started("node", 1);
        Ticket ticket = ticket(1);
        attempts.on(1, (taskInstanceId, epoch, progress) -> {
            throw new AttemptFailed("Table votes has no primary key.");
        });
        jobs.enqueue(queue, ticket, ticket(2));
        queue.wakeUp();

        await().atMost(SOON).until(() -> "FAILED".equals(jobs.stateOf(ticket)));
        await().atMost(SOON).until(() -> attempts.ended().size() == 2);
        assertThat(jobs.jsonOf(ticket))
                .contains("Table votes has no primary key.")
                .doesNotContain("SCHEDULED");
    }

    @Test
    void nothingOfAnUnexpectedExceptionIsStored() throws SQLException {
        JobQueue queue = started("node", 1);
        Ticket ticket = ticket(1);
        attempts.on(1, (taskInstanceId, epoch, progress) -> {
            throw new IllegalStateException("password=hunter2", new SQLException("jdbc:postgresql://u:hunter2@h/d"));
        });
        jobs.enqueue(queue, ticket);
        queue.wakeUp();

        await().atMost(SOON).until(() -> "FAILED".equals(jobs.stateOf(ticket)));
        assertThat(jobs.jsonOf(ticket))
                .contains("java.lang.IllegalStateException")
                .doesNotContain("hunter2");
    }

    @Test
    void anInterruptOfOneAttemptDoesNotReachTheNextOnItsThread() throws SQLException {
        JobQueue queue = started("node", 1);
        var interrupted = new ArrayList<Boolean>();
        attempts.on(
                1, (taskInstanceId, epoch, progress) -> Thread.currentThread().interrupt());
        attempts.on(2, (taskInstanceId, epoch, progress) -> {
            Thread.currentThread().interrupt();
            throw new InterruptedException();
        });
        attempts.on(
                3,
                (taskInstanceId, epoch, progress) ->
                        interrupted.add(Thread.currentThread().isInterrupted()));
        List<Ticket> three = tickets(1, 3);
        jobs.enqueue(queue, three);
        queue.wakeUp();

        await().atMost(SOON).until(() -> "SUCCEEDED".equals(jobs.stateOf(three.get(2))));

        assertThat(interrupted).containsExactly(false);
        assertThat(jobs.stateOf(three.get(0))).isEqualTo("SUCCEEDED");
        assertThat(jobs.stateOf(three.get(1))).isEqualTo("FAILED");
    }

    @Test
    void progressIsStoredWithTheJob() throws SQLException {
        JobQueue queue = started("node", 1);
        Ticket ticket = ticket(1);
        attempts.on(1, (taskInstanceId, epoch, progress) -> {
            progress.show(0, 0);
            progress.show(10, 200);
            progress.show(50, 200);
        });
        jobs.enqueue(queue, ticket);
        queue.wakeUp();

        await().atMost(SOON).until(() -> "SUCCEEDED".equals(jobs.stateOf(ticket)));
        assertThat(jobs.jsonOf(ticket)).contains("\"totalAmount\":200").contains("\"progress\":25");
    }

    @Test
    void aWithdrawnTicketNeverRuns() throws SQLException {
        JobQueue queue = open("node", 1);
        Ticket withdrawn = ticket(1);
        Ticket kept = ticket(2);
        jobs.enqueue(queue, withdrawn, kept);

        jobs.remove(queue, withdrawn);
        queue.start();

        await().atMost(SOON).until(() -> attempts.ended().contains(new Attempt(2, 1)));
        assertThat(attempts.started()).doesNotContain(new Attempt(1, 1));
        assertThat(actions.deleted()).isEmpty();
    }

    @Test
    void anAttemptWhoseJobWasRemovedRunsToItsEndUndisturbed() throws Exception {
        JobQueue queue = started("node", 1);
        Ticket ticket = ticket(1);
        attempts.on(1, (taskInstanceId, epoch, progress) -> release.await());
        jobs.enqueue(queue, ticket, ticket(2));
        queue.wakeUp();
        await().atMost(SOON).until(() -> queue.busyWorkers() == 1);

        jobs.remove(queue, ticket);
        // Two heartbeats, each of which meets the missing row.
        await().during(Duration.ofSeconds(11)).atMost(Duration.ofSeconds(12)).until(() -> queue.busyWorkers() == 1);
        release.countDown();

        await().atMost(SOON).until(() -> attempts.ended().size() == 2);
        assertThat(queue.serverRuns()).isTrue();
        assertThat(actions.deleted()).isEmpty();
    }

    @Test
    void tellsWhichJobsStillWait() throws SQLException {
        JobQueue queue = started("node", 1);
        Ticket running = ticket(1);
        Ticket waiting = ticket(2);
        attempts.onAny((taskInstanceId, epoch, progress) -> release.await());
        jobs.enqueue(queue, running, waiting);
        queue.wakeUp();
        await().atMost(SOON).until(() -> queue.busyWorkers() == 1);

        try (var connection = pool.getConnection()) {
            assertThat(queue.waiting(connection, List.of(running.jobId(), waiting.jobId(), UUID.randomUUID())))
                    .containsExactly(waiting.jobId());
        }
    }

    @Test
    void twoNodesShareTheWork() throws SQLException {
        var one = new RecordingAttempts();
        var two = new RecordingAttempts();
        one.onAny((taskInstanceId, epoch, progress) -> release.await());
        two.onAny((taskInstanceId, epoch, progress) -> release.await());
        JobQueue first = started("one", 2, one);
        JobQueue second = started("two", 2, two);
        jobs.enqueue(first, tickets(1, 4));
        first.wakeUp();
        second.wakeUp();

        await().atMost(SOON).until(() -> first.busyWorkers() == 2 && second.busyWorkers() == 2);

        assertThat(one.started()).doesNotContainAnyElementsOf(two.started());
        release.countDown();
        await().atMost(SOON).until(() -> jobs.count("SUCCEEDED") == 4);
    }

    @Test
    void closingWaitsForAttemptsAndTakesNoMore() throws SQLException {
        JobQueue queue = started("node", 1);
        attempts.on(1, (taskInstanceId, epoch, progress) -> release.await());
        Ticket running = ticket(1);
        Ticket waiting = ticket(2);
        jobs.enqueue(queue, running, waiting);
        queue.wakeUp();
        await().atMost(SOON).until(() -> queue.busyWorkers() == 1);

        queue.stopTakingWork();
        release.countDown();
        queue.close(Duration.ofSeconds(5));

        assertThat(jobs.stateOf(running)).isEqualTo("SUCCEEDED");
        assertThat(jobs.stateOf(waiting)).isEqualTo("ENQUEUED");
        assertThat(jobs.text("select count(*) from jobrunr_backgroundjobservers"))
                .isEqualTo("0");
    }

    @Test
    void closingInterruptsAttemptsThatDoNotEndInTime() throws SQLException {
        JobQueue queue = started("node", 1);
        attempts.on(1, (taskInstanceId, epoch, progress) -> release.await());
        Ticket running = ticket(1);
        jobs.enqueue(queue, running);
        queue.wakeUp();
        await().atMost(SOON).until(() -> queue.busyWorkers() == 1);

        queue.close(Duration.ofMillis(100));

        assertThat(attempts.ended()).containsExactly(new Attempt(1, 1));
        assertThat(jobs.stateOf(running)).isEqualTo("FAILED");
    }

    private JobQueue open(String name, int parallelism) {
        return open(name, parallelism, attempts);
    }

    private JobQueue open(String name, int parallelism, AttemptHandler handler) {
        JobQueue queue = JobQueue.open(pool, JobQueueSettings.of(name, parallelism), handler, actions);
        queues.add(queue);
        return queue;
    }

    private JobQueue started(String name, int parallelism) {
        return started(name, parallelism, attempts);
    }

    private JobQueue started(String name, int parallelism, AttemptHandler handler) {
        JobQueue queue = open(name, parallelism, handler);
        queue.start();
        return queue;
    }
}
