package dev.dagrunr.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * An embedded PostgreSQL that keeps its promises: fsync, full page writes and synchronous commit are on. It counts the
 * statements of each database.
 */
final class Server implements AutoCloseable {
    private final EmbeddedPostgres postgres;

    Server() throws IOException {
        postgres = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("max_connections", "200")
                .setServerConfig("shared_preload_libraries", "pg_stat_statements")
                .setServerConfig("pg_stat_statements.max", "10000")
                .start();
    }

    /** An empty database, and a pool of connections to it. */
    HikariDataSource create(String database, int connections) throws SQLException {
        execute(postgres.getPostgresDatabase(), "create database " + database);
        execute(postgres.getDatabase("postgres", database), "create extension pg_stat_statements");
        return pool(url(database), connections);
    }

    String url(String database) {
        return postgres.getJdbcUrl("postgres", database);
    }

    static HikariDataSource pool(String url, int connections) {
        var config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(connections);
        return new HikariDataSource(config);
    }

    /** What is done in a database from now on. */
    Meter meter(String database) {
        return Meter.start(postgres.getDatabase("postgres", database), database);
    }

    String version() throws SQLException {
        try (var connection = postgres.getPostgresDatabase().getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("show server_version")) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static void execute(DataSource database, String command) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(command);
        }
    }

    @Override
    public void close() throws IOException {
        postgres.close();
    }
}
