package dev.dagrunr.migration.connection;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/**
 * Opens connections to one address. Credentials are handed to the driver apart from its address, and the pool that holds
 * this source has neither to print.
 */
final class AddressSource implements DataSource {
    private final Address address;
    private final Driver driver = new Driver();
    private volatile int loginTimeout;

    AddressSource(Address address) {
        this.address = address;
    }

    @Override
    public Connection getConnection() throws SQLException {
        var connection = driver.connect(address.url(), address.properties());
        if (connection == null) {
            throw new SQLException("The PostgreSQL driver does not take the address " + address, "08001");
        }
        return connection;
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("A named connection signs in as its definition says");
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) {}

    /** Kept for the pool, which asks for it again when it is closed; the driver has the one of the address. */
    @Override
    public void setLoginTimeout(int seconds) {
        loginTimeout = seconds;
    }

    @Override
    public int getLoginTimeout() {
        return loginTimeout;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("Logs go to SLF4J");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("A named connection's source wraps nothing");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
