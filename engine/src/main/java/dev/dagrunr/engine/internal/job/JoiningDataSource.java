package dev.dagrunr.engine.internal.job;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.function.Supplier;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Hands JobRunr's storage the connection of the caller's transaction, so that what it writes commits or rolls back with
 * it; to everybody else a connection of its own, whose commits do not wait for the disk.
 *
 * <p>Relies on JobRunr getting every connection by {@code getConnection()} on the calling thread. Thread-safe.
 */
final class JoiningDataSource implements DataSource {

    private final DataSource dataSource;
    private final ThreadLocal<@Nullable Lender> lenders = new ThreadLocal<>();

    JoiningDataSource(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @FunctionalInterface
    private interface Lender {
        Connection connection() throws SQLException;
    }

    /** Runs the work with the transaction as the connection that this thread gets. */
    void useTransaction(Connection transaction, Runnable work) throws SQLException {
        if (transaction.getAutoCommit()) {
            throw new IllegalStateException("The connection is in auto-commit mode; jobs join a transaction only.");
        }
        if (lenders.get() != null) {
            throw new IllegalStateException("This thread has joined a transaction already.");
        }
        lenders.set(() -> JoinedConnection.to(transaction));
        try {
            work.run();
        } finally {
            lenders.remove();
        }
    }

    /**
     * As {@link #useTransaction}, for work without which the transaction is nothing: there is no savepoint, and the caller
     * rolls back what failed.
     */
    <T> T withTransaction(Connection transaction, Supplier<T> work) {
        lenders.set(() -> LentConnection.of(transaction));
        try {
            return work.get();
        } finally {
            lenders.remove();
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        Lender lender = lenders.get();
        return lender == null ? RelaxedConnection.of(dataSource.getConnection()) : lender.connection();
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("Connections are made with the credentials of the data source only.");
    }

    @Override
    public @Nullable PrintWriter getLogWriter() throws SQLException {
        return dataSource.getLogWriter();
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) throws SQLException {
        dataSource.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        dataSource.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return dataSource.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        return dataSource.getParentLogger();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return dataSource.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return dataSource.isWrapperFor(type);
    }
}
