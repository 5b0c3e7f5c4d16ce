package dev.dagrunr.dashboard.internal.postgres;

import java.net.ConnectException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.util.PSQLState;

/** How to reach an embedded server. Immutable; its text form leaves the password out. */
public record ServerConnections(int port, String password) {
    private static final String CANNOT_CONNECT_NOW = "57P03";
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(100);

    public String host() {
        return "127.0.0.1";
    }

    public String user() {
        return ServerDirectory.USER;
    }

    /** A new connection each time it is asked for; nothing is pooled. */
    public PGSimpleDataSource dataSource(String database) {
        var source = new PGSimpleDataSource();
        source.setServerNames(new String[] {host()});
        source.setPortNumbers(new int[] {port});
        source.setDatabaseName(database);
        source.setUser(user());
        source.setPassword(password);
        source.setApplicationName("dagrunr");
        return source;
    }

    /** For a connection of the app such as {@code DAGRUNR_CONN_…}. It holds the password: never print it. */
    public String uri(String database) {
        return "postgresql://" + user() + ":" + password + "@" + host() + ":" + port + "/" + database;
    }

    /** The directory the server says it serves; waits for one that is starting or recovering. */
    Path awaitDataDirectory(Duration atMost) throws SQLException {
        var deadline = System.nanoTime() + atMost.toNanos();
        while (true) {
            try {
                return dataDirectory();
            } catch (SQLException e) {
                if (!isStarting(e)
                        || System.nanoTime() > deadline
                        || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                LockSupport.parkNanos(BETWEEN_ATTEMPTS.toNanos());
            }
        }
    }

    private static boolean isStarting(SQLException e) {
        return CANNOT_CONNECT_NOW.equals(e.getSQLState())
                || (PSQLState.CONNECTION_UNABLE_TO_CONNECT.getState().equals(e.getSQLState())
                        && e.getCause() instanceof ConnectException);
    }

    private Path dataDirectory() throws SQLException {
        try (var connection = dataSource("postgres").getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select current_setting('data_directory')")) {
            rows.next();
            return Path.of(rows.getString(1));
        }
    }

    @Override
    public String toString() {
        return "postgresql://" + user() + "@" + host() + ":" + port;
    }
}
