package dev.dagrunr.engine.internal.job;

import static java.util.stream.Collectors.toSet;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jobrunr.jobs.Job;
import org.jobrunr.jobs.filters.JobFilterUtils;
import org.jobrunr.jobs.mappers.JobMapper;
import org.jobrunr.jobs.states.StateName;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.storage.ConcurrentJobModificationException;
import org.jobrunr.storage.StorageProviderUtils.DatabaseOptions;
import org.jobrunr.storage.navigation.AmountRequest;
import org.jobrunr.storage.sql.common.JobTable;
import org.jobrunr.storage.sql.postgres.PostgresStorageProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** JobRunr's storage, but jobs that are saved together are sent together. Thread-safe. */
final class JobStorage extends PostgresStorageProvider {
    private static final Logger log = LoggerFactory.getLogger(JobStorage.class);

    private final String prefix;
    private final JobMapper mapper;

    /** The tables must exist. */
    JobStorage(DataSource dataSource, String prefix, JobMapper mapper) {
        super(dataSource, prefix, DatabaseOptions.NO_VALIDATE);
        this.prefix = prefix;
        this.mapper = mapper;
        setJobMapper(mapper);
    }

    @Override
    protected JobTable jobTable(Connection connection) {
        return new JobRows(connection, dialect, prefix, mapper);
    }

    /**
     * As {@code getJobsToProcess}, within a transaction of the caller, with one round trip for all rows that change: those of
     * the jobs that the server is to run, and those of jobs that it has run before.
     *
     * @param ended a row that was taken away or changed meanwhile stays as it is
     */
    List<Job> fetch(Connection transaction, BackgroundJobServer server, AmountRequest page, List<Job> ended)
            throws SQLException {
        var filters = new JobFilterUtils(server.getJobFilters());
        var table = jobTable(transaction);
        var fetched = table.selectJobsToProcess(page);
        fetched.forEach(job -> job.startProcessingOn(server));
        filters.runOnStateElectionFilter(fetched);
        var changed =
                changed(table, Stream.concat(fetched.stream(), ended.stream()).toList());
        var kept =
                fetched.stream().filter(job -> !changed.contains(job.getId())).toList();
        filters.runOnStateAppliedFilters(kept);
        return kept.stream().filter(job -> job.hasState(StateName.PROCESSING)).toList();
    }

    /** @return those whose rows were changed by others, and not by this */
    private static Set<UUID> changed(JobTable table, List<Job> jobs) throws SQLException {
        try {
            table.save(jobs);
            return Set.of();
        } catch (ConcurrentJobModificationException e) {
            log.debug(
                    "{} jobs were changed or removed meanwhile.",
                    e.getConcurrentUpdatedJobs().size());
            return e.getConcurrentUpdatedJobs().stream().map(Job::getId).collect(toSet());
        }
    }
}
