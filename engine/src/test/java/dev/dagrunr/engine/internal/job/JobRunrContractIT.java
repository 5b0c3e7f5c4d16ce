package dev.dagrunr.engine.internal.job;

import static dev.dagrunr.engine.internal.job.Jobs.ticket;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.testsupport.PostgresExtension;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jobrunr.jobs.Job;
import org.jobrunr.jobs.mappers.JobMapper;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.server.JobActivator;
import org.jobrunr.storage.StorageProviderUtils.DatabaseOptions;
import org.jobrunr.storage.sql.postgres.PostgresStorageProvider;
import org.jobrunr.utils.mapper.jackson.JacksonJsonMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What this package relies on and JobRunr does not promise. Whoever updates JobRunr reads its failures first. */
class JobRunrContractIT {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    private final JacksonJsonMapper mapper = new JacksonJsonMapper(false);
    private final RecordingAttempts attempts = new RecordingAttempts();
    private HikariDataSource pool;
    private Jobs jobs;
    private PostgresStorageProvider storage;

    @BeforeEach
    void open() throws SQLException {
        pool = Pool.of(postgres.database(), 10);
        JobQueue.migrate(pool);
        jobs = new Jobs(pool);
        jobs.execute("truncate jobrunr_jobs");
        storage = new PostgresStorageProvider(pool, DatabaseOptions.NO_VALIDATE);
        storage.setJobMapper(new JobMapper(mapper));
    }

    @AfterEach
    void close() {
        storage.close();
        pool.close();
    }

    @Test
    void theVersionIsTheOneThatWasRead() {
        assertThat(BackgroundJobServer.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .endsWith("jobrunr-8.7.0.jar");
    }

    @Test
    void occupyingAndIdlingMakesAServerLookForJobsAtOnce() {
        BackgroundJobServer server = plainServer();
        server.start();
        try {
            await().until(server::isRunning);
            Ticket ticket = ticket(1);
            storage.save(Attempts.jobOf(ticket));

            server.getJobSteward().notifyThreadOccupied();
            server.getJobSteward().notifyThreadIdle();

            await().atMost(Duration.ofMillis(900))
                    .until(() -> attempts.started().contains(new Attempt(1, 1)));
        } finally {
            server.stop();
        }
    }

    private BackgroundJobServer plainServer() {
        var job = new AttemptJob(attempts, new Workers("contract", 1));
        return new BackgroundJobServer(
                storage,
                mapper,
                new JobActivator() {
                    @Override
                    public <T> T activateJob(Class<T> type) {
                        return type.cast(job);
                    }
                },
                BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration()
                        .andPollInterval(Duration.ofSeconds(60)));
    }

    @Test
    void everyConnectionIsTakenFromTheDataSourceOnTheCallersThread() throws SQLException {
        var joining = new JoiningDataSource(pool);
        var joined = new PostgresStorageProvider(joining, DatabaseOptions.NO_VALIDATE);
        joined.setJobMapper(new JobMapper(mapper));
        Ticket one = ticket(1);
        Ticket two = ticket(2);

        jobs.useTransaction(transaction -> {
            joining.useTransaction(transaction, () -> {
                joined.save(Attempts.jobOf(one));
                joined.save(List.of(Attempts.jobOf(two)));
                assertThat(joined.getJobById(one.jobId()).getJobName()).isEqualTo("task 1");
            });
            transaction.rollback();
        });

        assertThat(jobs.stateOf(one)).isNull();
        assertThat(jobs.stateOf(two)).isNull();
    }

    @Test
    void fiveSecondsIsTheShortestPoll() {
        storage.validatePollInterval(Duration.ofSeconds(5));
        assertThatIllegalArgumentException().isThrownBy(() -> storage.validatePollInterval(Duration.ofMillis(4_999)));
    }

    @Test
    void aJobWithoutRetriesStaysFailed() throws SQLException {
        BackgroundJobServer server = plainServer();
        attempts.onAny((taskInstanceId, epoch, progress) -> {
            throw new AttemptFailed("no");
        });
        Ticket ticket = ticket(1);
        storage.save(Attempts.jobOf(ticket));
        server.start();
        try {
            await().atMost(Duration.ofSeconds(10)).until(() -> "FAILED".equals(jobs.stateOf(ticket)));
        } finally {
            server.stop();
        }
    }

    @Test
    void anOrphanOfADeadServerIsMarkedFailedAndNeverRunsAgain() throws SQLException {
        Ticket orphan = ticket(1);
        Job job = Attempts.jobOf(orphan);
        storage.save(job);
        job.startProcessingOn(plainServer());
        storage.save(job);
        jobs.execute("update jobrunr_jobs set updatedat = updatedat - interval '1 hour'");
        var actions = new RecordingActions();
        try (JobQueue queue = JobQueue.open(pool, JobQueueSettings.of("survivor", 1), attempts, actions)) {
            queue.start();

            await().atMost(Duration.ofSeconds(15)).until(() -> "FAILED".equals(jobs.stateOf(orphan)));
            await().during(Duration.ofSeconds(6))
                    .atMost(Duration.ofSeconds(7))
                    .until(() -> "FAILED".equals(jobs.stateOf(orphan)));
        }
        assertThat(attempts.started()).isEmpty();
        assertThat(actions.requeued()).isEmpty();
        assertThat(actions.deleted()).isEmpty();
    }

    /** Rows like this are in databases; reading them must never change. */
    @Test
    void readsAJobAsTheFirstReleaseStoredIt() {
        Job job = new JobMapper(mapper).deserializeJob("""
                        {"version":1,"jobSignature":"dev.dagrunr.engine.internal.job.AttemptJob.run(dev.dagrunr.engine.internal.job.AttemptRequest)","jobName":"transfer_partition [votes 3/8] · manual__1","amountOfRetries":0,"labels":["dag"],"jobDetails":{"className":"dev.dagrunr.engine.internal.job.AttemptJob","methodName":"run","jobParameters":[{"className":"dev.dagrunr.engine.internal.job.AttemptRequest","actualClassName":"dev.dagrunr.engine.internal.job.AttemptRequest","object":{"taskInstanceId":9007199254740993,"epoch":4}}],"cacheable":true},"id":"019412a7-0000-7000-8000-000000000001","jobHistory":[{"@class":"org.jobrunr.jobs.states.EnqueuedState","state":"ENQUEUED","createdAt":"2026-11-22T11:00:00.000000Z"}],"metadata":{"@class":"java.util.concurrent.ConcurrentHashMap"}}
                        """);

        assertThat(Attempts.of(job)).hasValueSatisfying(attempt -> {
            assertThat(attempt.taskInstanceId()).isEqualTo(9007199254740993L);
            assertThat(attempt.epoch()).isEqualTo(4);
        });
        assertThat(job.getJobName()).isEqualTo("transfer_partition [votes 3/8] · manual__1");
    }

    @Test
    void writesAJobAsTheFirstReleaseDid() {
        var ticket = new Ticket(
                UUID.fromString("019412a7-0000-7000-8000-000000000001"), 9007199254740993L, 4, "name", List.of("dag"));

        String json = new JobMapper(mapper).serializeJob(Attempts.jobOf(ticket));

        assertThat(json)
                .contains("\"className\":\"dev.dagrunr.engine.internal.job.AttemptJob\"")
                .contains("\"object\":{\"taskInstanceId\":9007199254740993,\"epoch\":4}")
                .contains("\"amountOfRetries\":0");
    }
}
