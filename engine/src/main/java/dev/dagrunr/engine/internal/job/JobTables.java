package dev.dagrunr.engine.internal.job;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jobrunr.storage.StorageProviderUtils.DatabaseOptions;
import org.jobrunr.storage.sql.postgres.PostgresStorageProvider;

/** The statements of ours on JobRunr's tables: what its StorageProvider cannot do, or cannot do in our transaction. */
final class JobTables {

    /** "dagrunr" as a number; the lock that migrating nodes queue up at. */
    private static final long MIGRATION_LOCK = 0x64616772756e72L;

    private final String prefix;

    /** @param prefix before each name: nothing, or a schema and its dot */
    JobTables(String prefix) {
        this.prefix = prefix;
    }

    /**
     * JobRunr's own lock on its migrations makes the others wait for two seconds at a time and, when its owner was killed,
     * makes every later start fail until somebody deletes a row by hand. An advisory lock around it does neither.
     */
    void migrate(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(true);
            lock(connection);
            try {
                dropLockOfKilledMigration(connection);
                new PostgresStorageProvider(dataSource, prefix, DatabaseOptions.CREATE).close();
                narrowIndexes(connection);
            } finally {
                unlock(connection);
            }
        }
    }

    private static final String LOCK = "select pg_advisory_lock(?)";

    private static void lock(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
            statement.setLong(1, MIGRATION_LOCK);
            statement.execute();
        }
    }

    private static final String UNLOCK = "select pg_advisory_unlock(?)";

    private static void unlock(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(UNLOCK)) {
            statement.setLong(1, MIGRATION_LOCK);
            statement.execute();
        }
    }

    /** While it migrates, JobRunr renews the time in its lock's row every five seconds. */
    private static final String DROP_STALE_LOCK = """
            delete from %sjobrunr_migrations
            where id = '00000000-0000-0000-0000-000000000000'
              and installedon::timestamptz < now() - interval '20 seconds'
            """;

    private static final String MIGRATIONS_TABLE_EXISTS = "select to_regclass('%sjobrunr_migrations') is not null";

    private void dropLockOfKilledMigration(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try (ResultSet exists = statement.executeQuery(MIGRATIONS_TABLE_EXISTS.formatted(prefix))) {
                exists.next();
                if (!exists.getBoolean(1)) {
                    return;
                }
            }
            statement.executeUpdate(DROP_STALE_LOCK.formatted(prefix));
        }
    }

    /**
     * Each write of a job is one to every index of the table, and of JobRunr's only the primary key and the one on state and
     * updatedAt serve a query on our jobs. The one on state alone does harm: after a bulk insert the statistics are stale, the
     * planner prefers it, and reads and sorts all waiting jobs for each fetch. So the others hold no more than what is asked
     * for by them: times of scheduled jobs and ids of recurring ones, of applications that have such jobs in the same table.
     * They keep their names, because JobRunr's later migrations may name them.
     */
    private static final Map<String, String> INDEXES = Map.of(
            "jobrunr_state_idx", "(state) where false",
            "jobrunr_job_signature_idx", "(jobsignature) where false",
            "jobrunr_job_created_at_idx", "(createdat) where false",
            "jobrunr_job_scheduled_at_idx", "(scheduledat) where scheduledat is not null",
            "jobrunr_job_rci_idx", "(recurringjobid) where recurringjobid is not null");

    private static final String NARROW_INDEX = """
            do $$
            begin
                if exists (
                    select 1 from pg_index where indexrelid = to_regclass('%1$s%2$s') and indpred is null
                ) then
                    drop index %1$s%2$s;
                    create index %2$s on %1$sjobrunr_jobs %3$s;
                end if;
            end $$
            """;

    private void narrowIndexes(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (var index : INDEXES.entrySet()) {
                statement.execute(NARROW_INDEX.formatted(prefix, index.getKey(), index.getValue()));
            }
        }
    }

    /** JobRunr stores ids as char(36): a comparison with text would not use the primary key. */
    private static final String REMOVE = "delete from %sjobrunr_jobs where id = any (cast(? as char(36)[]))";

    void remove(Connection transaction, Collection<UUID> jobIds) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(REMOVE.formatted(prefix))) {
            statement.setArray(1, transaction.createArrayOf("text", texts(jobIds)));
            statement.executeUpdate();
        }
    }

    // by the index on state and updatedAt
    private static final String REMOVE_FAILED = """
            delete from %1$sjobrunr_jobs
            where id in (select id from %1$sjobrunr_jobs where state = 'FAILED' and updatedat < ? limit ?)
            """;

    void removeFailed(Connection transaction, Instant before, int limit) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(REMOVE_FAILED.formatted(prefix))) {
            statement.setTimestamp(1, Timestamp.from(before));
            statement.setInt(2, limit);
            statement.executeUpdate();
        }
    }

    private static final String WAITING = """
            select id
            from %sjobrunr_jobs
            where id = any (cast(? as char(36)[]))
              and state = 'ENQUEUED'
            """;

    Set<UUID> waiting(Connection connection, Collection<UUID> jobIds) throws SQLException {
        var waiting = new HashSet<UUID>();
        try (PreparedStatement statement = connection.prepareStatement(WAITING.formatted(prefix))) {
            statement.setArray(1, connection.createArrayOf("text", texts(jobIds)));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    waiting.add(UUID.fromString(rows.getString(1)));
                }
            }
        }
        return waiting;
    }

    private static Object[] texts(Collection<UUID> jobIds) {
        return jobIds.stream().map(UUID::toString).toArray();
    }
}
