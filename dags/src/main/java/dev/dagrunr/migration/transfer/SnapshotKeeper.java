package dev.dagrunr.migration.transfer;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the transaction that a snapshot lives in, on this node, without a worker: a daemon thread looks whether anybody
 * still uses it. It ends with its session: when it is told to by {@link Snapshots#release} on any node, when no transfer
 * of the run was seen for ten minutes, or with the process. Whoever imports the snapshot then learns that it is gone.
 */
final class SnapshotKeeper implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotKeeper.class);
    private static final long LOOK_EVERY_SECONDS = 15;
    private static final long UNUSED_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final Connection session;
    private final String runId;
    private final long lock;
    private final Semaphore never = new Semaphore(0);

    private SnapshotKeeper(Connection session, String runId, long lock) {
        this.session = session;
        this.runId = runId;
        this.lock = lock;
    }

    /** @param lock that the transactions which use the snapshot hold, shared */
    static void start(Connection session, String runId, long lock) {
        var thread = new Thread(new SnapshotKeeper(session, runId, lock), "snapshot of " + runId);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void run() {
        try (session) {
            var used = System.nanoTime();
            while (System.nanoTime() - used < UNUSED_NANOS) {
                if (never.tryAcquire(LOOK_EVERY_SECONDS, TimeUnit.SECONDS)) {
                    return;
                }
                if (inUse()) {
                    used = System.nanoTime();
                }
            }
            LOG.info("The snapshot of run {} ends: no transfer has used it for ten minutes", runId);
        } catch (SQLException e) {
            LOG.debug("The snapshot of run {} has ended: {}", runId, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean inUse() throws SQLException {
        var sql = """
                select exists (
                    select
                      from pg_locks l
                     where l.locktype = 'advisory' and l.objsubid = 1
                       and l.database = (select oid from pg_database where datname = current_database())
                       and l.classid = ((?::bigint >> 32) & 4294967295)::oid
                       and l.objid = (?::bigint & 4294967295)::oid)
                """;
        try (var statement = session.prepareStatement(sql)) {
            statement.setLong(1, lock);
            statement.setLong(2, lock);
            try (var result = statement.executeQuery()) {
                result.next();
                return result.getBoolean(1);
            }
        }
    }
}
