package dev.dagrunr.engine.internal.store;

import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.ErrorCode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import javax.sql.DataSource;

/** Begins and ends transactions on the metadata database. Thread-safe. */
public final class Database {
    // SQLSTATE classes: connection, transaction rollback, insufficient resources, operator intervention, system error
    private static final Set<String> OUTAGES = Set.of("08", "40", "53", "57", "58");

    // what a server in recovery answers to a write, and what it says to a session that was idle for too long
    private static final Set<String> OTHER_OUTAGES = Set.of("25006", "25P03");

    private final DataSource dataSource;

    public Database(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @FunctionalInterface
    public interface Returning<T> {
        T run(Connection connection) throws SQLException;
    }

    @FunctionalInterface
    public interface Doing {
        void run(Connection connection) throws SQLException;
    }

    /**
     * Runs {@code work} in one transaction, read committed; any exception rolls it back.
     *
     * @throws DagRunrException with {@link ErrorCode#DATABASE} when the database could not be reached or could not do it now;
     *     whether a commit that was under way took place is then not known. With {@link ErrorCode#INTERNAL} when it refused
     *     a statement
     */
    public <T> T inTransaction(Returning<T> work) {
        try (var connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                var result = work.run(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                rollBack(connection, e);
                throw e;
            }
        } catch (SQLException e) {
            throw answered(e);
        }
    }

    /** As {@link #inTransaction}, but each statement commits by itself: for reading, and for single statements. */
    public <T> T withoutTransaction(Returning<T> work) {
        try (var connection = dataSource.getConnection()) {
            connection.setAutoCommit(true);
            return work.run(connection);
        } catch (SQLException e) {
            throw answered(e);
        }
    }

    private static DagRunrException answered(SQLException e) {
        var code = isOutage(e) ? ErrorCode.DATABASE : ErrorCode.INTERNAL;
        return new DagRunrException(code, "The metadata database answered: " + message(e), e);
    }

    private static final String IS_OURS = "select to_regclass('dagrunr.dag_run') is not null";

    /**
     * Runs {@code work} in a transaction that somebody else has begun and ends.
     *
     * @throws DagRunrException as {@link #inTransaction}; after a statement that was refused, the transaction can only be
     *     rolled back. With {@link ErrorCode#INVALID_STATE}, before any other statement, when the connection commits by
     *     itself or leads to another database
     */
    public static <T> T within(Connection connection, Returning<T> work) {
        try {
            if (connection.getAutoCommit()) {
                throw new DagRunrException(
                        ErrorCode.INVALID_STATE,
                        "The connection commits each statement by itself; call setAutoCommit(false) before the trigger");
            }
            if (!Sql.first(connection, IS_OURS, row -> row.getBoolean(1)).orElse(false)) {
                throw new DagRunrException(
                        ErrorCode.INVALID_STATE,
                        "The connection leads to database '" + connection.getCatalog()
                                + "', which has no schema 'dagrunr'; give a connection to the metadata database");
            }
            return work.run(connection);
        } catch (SQLException e) {
            throw answered(e);
        }
    }

    /**
     * An expression for the statement that takes a lock: when its process is stopped in the middle of the transaction, the
     * server ends the session after ten idle seconds, and others get the lock. Lasts as long as the transaction.
     */
    static final String END_WHEN_IDLE = "set_config('idle_in_transaction_session_timeout', '10s', true)";

    private static final String DO_NOT_WAIT = "set local synchronous_commit = off";

    /**
     * Lets the commit of this transaction not wait for the disk. When the server crashes within about half a second, the
     * transaction is forgotten, with all that came after it: the next one that does wait makes it durable too.
     */
    public static void doNotWait(Connection connection) throws SQLException {
        Sql.execute(connection, DO_NOT_WAIT);
    }

    /** As {@link #inTransaction}, for work without a result. */
    public void useTransaction(Doing work) {
        inTransaction(connection -> {
            work.run(connection);
            return Boolean.TRUE;
        });
    }

    private static void rollBack(Connection connection, Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            // the connection is gone, and with it the transaction; the cause says why
            cause.addSuppressed(e);
        }
    }

    /** Lost connections, shutdown, lack of resources, conflicts: what may be gone at the next try. */
    private static boolean isOutage(SQLException e) {
        var state = e.getSQLState();
        // neither a pool's time-out nor a driver's own trouble has to have a state
        return state == null
                || state.length() < 2
                || OTHER_OUTAGES.contains(state)
                || OUTAGES.contains(state.substring(0, 2));
    }

    private static String message(SQLException e) {
        return e.getSQLState() == null
                ? String.valueOf(e.getMessage())
                : e.getMessage() + " (SQLSTATE " + e.getSQLState() + ")";
    }
}
