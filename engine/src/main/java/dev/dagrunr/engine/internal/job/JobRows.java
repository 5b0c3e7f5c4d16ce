package dev.dagrunr.engine.internal.job;

import static org.jobrunr.storage.sql.common.db.ConcurrentSqlModificationException.concurrentDatabaseModificationException;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jobrunr.jobs.Job;
import org.jobrunr.jobs.mappers.JobMapper;
import org.jobrunr.jobs.states.SchedulableState;
import org.jobrunr.storage.sql.common.JobTable;
import org.jobrunr.storage.sql.common.db.Dialect;
import org.jobrunr.utils.JobUtils;
import org.jspecify.annotations.Nullable;

/**
 * JobRunr's table of jobs, written by one statement for any number of rows. JobRunr itself sends one for each row, whose
 * values it looks up by reflection: a third of what an engine did whose tasks did nothing.
 */
final class JobRows extends JobTable {
    private final Connection connection;
    private final String prefix;
    private final JobMapper mapper;

    JobRows(Connection connection, Dialect dialect, String prefix, JobMapper mapper) {
        super(connection, dialect, prefix, mapper);
        this.connection = connection;
        this.prefix = prefix;
        this.mapper = mapper;
    }

    // times without zone are in UTC, as JobRunr has them; what a text says of its zone is not read
    private static final String INSERT = """
            insert into %sjobrunr_jobs (
                id, version, jobasjson, jobsignature, state, createdat, updatedat, scheduledat, recurringjobid)
            select id, version, json, signature, state, created::timestamp, updated::timestamp, scheduled::timestamp,
                recurring
            from unnest((select ?), (select ?), (select ?), (select ?), (select ?), (select ?), (select ?), (select ?),
                (select ?)) as job (id, version, json, signature, state, created, updated, scheduled, recurring)
            """;

    /** All or none. */
    @Override
    public void insertAll(List<Job> jobs, String ignored) throws SQLException {
        if (jobs.isEmpty()) {
            return;
        }
        try (var statement = connection.prepareStatement(INSERT.formatted(prefix))) {
            texts(statement, 1, jobs, job -> job.getId().toString());
            numbers(statement, 2, jobs, Job::getVersion);
            texts(statement, 3, jobs, mapper::serializeJob);
            texts(statement, 4, jobs, JobUtils::getJobSignature);
            texts(statement, 5, jobs, job -> job.getState().name());
            texts(statement, 6, jobs, job -> job.getCreatedAt().toString());
            texts(statement, 7, jobs, job -> job.getUpdatedAt().toString());
            texts(statement, 8, jobs, JobRows::scheduledAt);
            texts(statement, 9, jobs, job -> job.getRecurringJobId().orElse(null));
            statement.executeUpdate();
        }
    }

    // one for each row, in one round trip: joined with a set, the rows would be found by reading the whole table for as
    // long
    // as a plan is remembered that was made when it was small
    private static final String UPDATE = """
            update %sjobrunr_jobs
            set version = ?, jobasjson = ?, state = ?, updatedat = cast(? as timestamp),
                scheduledat = cast(? as timestamp)
            where id = ? and version = ?
            """;

    @Override
    public void updateAll(List<Job> jobs, String ignored) throws SQLException {
        if (jobs.isEmpty()) {
            return;
        }
        try (var statement = connection.prepareStatement(UPDATE.formatted(prefix))) {
            for (var job : jobs) {
                statement.setInt(1, job.getVersion());
                statement.setString(2, mapper.serializeJob(job));
                statement.setString(3, job.getState().name());
                statement.setString(4, job.getUpdatedAt().toString());
                statement.setString(5, scheduledAt(job));
                statement.setString(6, job.getId().toString());
                statement.setInt(7, job.getVersion() - 1);
                statement.addBatch();
            }
            int[] updated = statement.executeBatch();
            if (IntStream.of(updated).anyMatch(rows -> rows != 1)) {
                throw concurrentDatabaseModificationException(jobs, updated);
            }
        }
    }

    private static @Nullable String scheduledAt(Job job) {
        return job.<SchedulableState>getLastJobStateOfType(SchedulableState.class)
                .map(SchedulableState::getScheduledAt)
                .map(Instant::toString)
                .orElse(null);
    }

    private void texts(
            PreparedStatement statement, int parameter, List<Job> jobs, Function<Job, @Nullable String> value)
            throws SQLException {
        statement.setArray(
                parameter,
                connection.createArrayOf("text", jobs.stream().map(value).toArray(String[]::new)));
    }

    private void numbers(PreparedStatement statement, int parameter, List<Job> jobs, Function<Job, Integer> value)
            throws SQLException {
        statement.setArray(
                parameter,
                connection.createArrayOf("int4", jobs.stream().map(value).toArray(Integer[]::new)));
    }
}
