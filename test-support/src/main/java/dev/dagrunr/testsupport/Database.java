package dev.dagrunr.testsupport;

import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Where one database is and who may enter it.
 *
 * <p>The password is distinctive on the servers we start ourselves ({@link PostgresServer#PASSWORD}), so that a test
 * can search logs, rows and pages for it. Its characters need no escaping in a URI. Immutable.
 */
public record Database(String host, int port, String name, String user, String password) {

    /** The JDBC URL without credentials. */
    public String jdbcUrl() {
        return "jdbc:postgresql://" + host + ":" + port + "/" + name;
    }

    /** The libpq URI with credentials: {@code postgresql://user:password@host:port/name}. */
    public String uri() {
        return "postgresql://" + user + ":" + password + "@" + host + ":" + port + "/" + name;
    }

    /** An unpooled data source: each connection is a new session. */
    public DataSource dataSource() {
        var dataSource = new PGSimpleDataSource();
        dataSource.setServerNames(new String[] {host});
        dataSource.setPortNumbers(new int[] {port});
        dataSource.setDatabaseName(name);
        dataSource.setUser(user);
        dataSource.setPassword(password);
        return dataSource;
    }

    /** Another database of the same server, for the same user. */
    Database named(String other) {
        return new Database(host, port, other, user, password);
    }

    @Override
    public String toString() {
        return user + "@" + host + ":" + port + "/" + name;
    }
}
