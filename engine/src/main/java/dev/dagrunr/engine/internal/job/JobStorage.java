package dev.dagrunr.engine.internal.job;

import java.sql.Connection;
import javax.sql.DataSource;
import org.jobrunr.jobs.mappers.JobMapper;
import org.jobrunr.storage.StorageProviderUtils.DatabaseOptions;
import org.jobrunr.storage.sql.common.JobTable;
import org.jobrunr.storage.sql.postgres.PostgresStorageProvider;

/** JobRunr's storage, but jobs that are saved together are sent together. Thread-safe. */
final class JobStorage extends PostgresStorageProvider {
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
}
