package dev.dagrunr.migration.transfer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * An advisory lock that every session of a partition's transfer holds for as long as it works. A newer attempt finds the
 * sessions of an older one by it and ends them, so that a stopped process does not keep rows locked. Immutable.
 */
record PartitionLock(long key) {
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final int ROUNDS = 60;

    /** Source and target may be one database: each side has a lock of its own. */
    static PartitionLock of(Side side, Attempt attempt, PartitionLoad load) {
        return named(
                side.label(),
                attempt.runId(),
                load.table().target().qualifiedName().quoted(),
                String.valueOf(load.partition()));
    }

    /** For a task that is not about one partition. */
    static PartitionLock ofTask(String task, Attempt attempt) {
        return named("task", attempt.runId(), task);
    }

    /** Shared by all transactions that read a snapshot. */
    static PartitionLock ofSnapshot(String source, String runId) {
        return named("snapshot", source, runId);
    }

    private static PartitionLock named(String... parts) {
        var name = "dagrunr\0" + String.join("\0", parts);
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return new PartitionLock(ByteBuffer.wrap(digest).getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256", e);
        }
    }

    /**
     * Takes the lock for the session, ending whoever else holds it. The session must not be in a transaction.
     *
     * @return how many sessions were ended
     */
    int seize(Connection session) throws SQLException {
        return seize(session, List.of(this));
    }

    /** As {@link #seize(Connection)} all of them, for a session that holds no other advisory locks. */
    static int seize(Connection session, List<PartitionLock> locks) throws SQLException {
        var ended = 0;
        var lockTimeout = lockTimeout(session);
        setLockTimeout(session, "500ms");
        for (var round = 1; ; round++) {
            ended += endHolders(session, locks);
            try {
                execute(session, locks, "select pg_advisory_lock(k) from unnest(?::bigint[]) k");
                break;
            } catch (SQLException e) {
                if (!LOCK_NOT_AVAILABLE.equals(e.getSQLState()) || round == ROUNDS) {
                    throw e;
                }
                // the first ones of the list may be held by now, and would be counted twice
                try (var statement = session.createStatement()) {
                    statement.execute("select pg_advisory_unlock_all()");
                }
            }
        }
        setLockTimeout(session, lockTimeout);
        return ended;
    }

    /** Lets sessions of the same attempt have it, too; the session that calls it keeps it. */
    void share(Connection session) throws SQLException {
        // in this order: there is no moment without it
        execute(session, List.of(this), "select pg_advisory_lock_shared(k) from unnest(?::bigint[]) k");
        release(session);
    }

    /** @return false when a session has it for itself, or waits for that */
    boolean tryShare(Connection session) throws SQLException {
        try (var statement = session.prepareStatement("select pg_try_advisory_lock_shared(?)")) {
            statement.setLong(1, key);
            try (var result = statement.executeQuery()) {
                result.next();
                return result.getBoolean(1);
            }
        }
    }

    void releaseShared(Connection session) throws SQLException {
        execute(session, List.of(this), "select pg_advisory_unlock_shared(k) from unnest(?::bigint[]) k");
    }

    void release(Connection session) throws SQLException {
        release(session, List.of(this));
    }

    static void release(Connection session, List<PartitionLock> locks) throws SQLException {
        execute(session, locks, "select pg_advisory_unlock(k) from unnest(?::bigint[]) k");
    }

    private static int endHolders(Connection session, List<PartitionLock> locks) throws SQLException {
        var sql = """
                select count(pg_terminate_backend(l.pid))
                  from pg_locks l
                 where l.locktype = 'advisory' and l.granted and l.objsubid = 1
                   and l.database = (select oid from pg_database where datname = current_database())
                   and (l.classid, l.objid) in (
                       select ((k >> 32) & 4294967295)::oid, (k & 4294967295)::oid from unnest(?::bigint[]) k)
                   and l.pid <> pg_backend_pid()
                """;
        try (var statement = session.prepareStatement(sql)) {
            statement.setArray(1, keys(session, locks));
            try (var result = statement.executeQuery()) {
                result.next();
                return result.getInt(1);
            }
        }
    }

    private static String lockTimeout(Connection session) throws SQLException {
        try (var statement = session.createStatement();
                var result = statement.executeQuery("select current_setting('lock_timeout')")) {
            result.next();
            return result.getString(1);
        }
    }

    private static void setLockTimeout(Connection session, String timeout) throws SQLException {
        try (var statement = session.prepareStatement("select set_config('lock_timeout', ?, false)")) {
            statement.setString(1, timeout);
            statement.execute();
        }
    }

    private static void execute(Connection session, List<PartitionLock> locks, String sql) throws SQLException {
        try (var statement = session.prepareStatement(sql)) {
            statement.setArray(1, keys(session, locks));
            statement.execute();
        }
    }

    private static Array keys(Connection session, List<PartitionLock> locks) throws SQLException {
        return session.createArrayOf(
                "bigint", locks.stream().map(PartitionLock::key).toArray());
    }
}
