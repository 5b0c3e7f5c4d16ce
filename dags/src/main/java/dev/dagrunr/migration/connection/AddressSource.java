package dev.dagrunr.migration.connection;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/**
 * Opens connections to one address. Credentials are handed to the driver apart from its address, and the pool that holds
 * this source has neither to print.
 */
final class AddressSource implements DataSource {
    /** A whole message of a COPY in one write to the socket, in bytes. */
    private static final String SEND_BUFFER = "65536";

    private static final boolean SEES_OUR_SOCKETS = seesOurSockets();

    private final Address address;
    private final Driver driver = new Driver();
    private volatile int loginTimeout;

    AddressSource(Address address) {
        this.address = address;
    }

    @Override
    public Connection getConnection() throws SQLException {
        var connection = driver.connect(address.url(), properties());
        if (connection == null) {
            throw new SQLException("The PostgreSQL driver does not take the address " + address, "08001");
        }
        return connection;
    }

    /** What the address says comes before what makes a COPY fast. */
    private Properties properties() {
        var properties = address.properties();
        properties.putIfAbsent("maxSendBufferSize", SEND_BUFFER);
        if (SEES_OUR_SOCKETS) {
            properties.putIfAbsent("socketFactory", MergingSocketFactory.class.getName());
        }
        return properties;
    }

    /** Not where a server of applications has the driver in a loader of its own: the driver finds the class by its name. */
    private static boolean seesOurSockets() {
        try {
            var seen = Class.forName(MergingSocketFactory.class.getName(), false, Driver.class.getClassLoader());
            return seen == MergingSocketFactory.class;
        } catch (ClassNotFoundException e) {
            return false;
        }
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
