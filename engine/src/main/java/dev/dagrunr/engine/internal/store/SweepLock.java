package dev.dagrunr.engine.internal.store;

import java.sql.Connection;
import java.sql.SQLException;

/** The advisory lock that lets one node sweep at a time. */
public final class SweepLock {
    private SweepLock() {}

    // "dagrunr" in ASCII, plus two
    private static final String TRY =
            "select pg_try_advisory_xact_lock(x'64616772756e74'::bigint), " + Database.END_WHEN_IDLE;

    /** Taken until the end of the transaction. */
    public static boolean tryTake(Connection connection) throws SQLException {
        return Sql.first(connection, TRY, row -> row.getBoolean(1)).orElse(false);
    }
}
