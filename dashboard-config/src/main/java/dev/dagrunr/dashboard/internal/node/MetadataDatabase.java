package dev.dagrunr.dashboard.internal.node;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.dashboard.internal.postgres.EmbeddedServer;
import dev.dagrunr.dashboard.internal.postgres.ServerOptions;
import dev.dagrunr.dashboard.internal.settings.DatabaseUrl;
import dev.dagrunr.dashboard.internal.settings.Settings;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A pool of connections to the metadata database: the one that {@code DAGRUNR_DATABASE_URL} names, else a server of our
 * own below {@code DAGRUNR_HOME}, which all processes of that home share. Thread-safe; closing it ends the pool, then the
 * server unless another process uses it.
 */
public final class MetadataDatabase implements AutoCloseable {
    private static final String SERVER = "metadata";
    private static final String DATABASE = "dagrunr";
    private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(10);

    private final String description;
    private final HikariDataSource pool;
    private final @Nullable EmbeddedServer server;

    private MetadataDatabase(String description, HikariDataSource pool, @Nullable EmbeddedServer server) {
        this.description = description;
        this.pool = pool;
        this.server = server;
    }

    /**
     * @param connections the size of the pool
     * @throws MetadataException when the named database does not answer
     * @throws dev.dagrunr.dashboard.internal.postgres.EmbeddedServerException when the own server does not start
     */
    public static MetadataDatabase open(Settings settings, int connections) {
        return settings.databaseUrl()
                .map(url -> open(url, connections))
                .orElseGet(() ->
                        open(EmbeddedServer.open(settings.home(), SERVER, ServerOptions.defaults()), connections));
    }

    private static MetadataDatabase open(DatabaseUrl url, int connections) {
        var source = url.dataSource();
        requireAnswer(url, source);
        return new MetadataDatabase(url.toString(), pool(source, connections), null);
    }

    /** The pool would answer a wrong address only after its whole timeout. */
    private static void requireAnswer(DatabaseUrl url, DataSource source) {
        try (var connection = source.getConnection()) {
            connection.isValid(0);
        } catch (SQLException e) {
            throw unreachable(url, e);
        }
    }

    private static MetadataException unreachable(DatabaseUrl url, SQLException cause) {
        var answer = String.valueOf(cause.getMessage()).strip();
        return new MetadataException(
                "The metadata database " + url + " cannot be used: " + answer + (answer.endsWith(".") ? "" : ".")
                        + " Check DAGRUNR_DATABASE_URL.",
                cause);
    }

    private static MetadataDatabase open(EmbeddedServer server, int connections) {
        try {
            var source = server.database(DATABASE);
            return new MetadataDatabase(
                    server.connections().toString() + "/" + DATABASE, pool(source, connections), server);
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** Over a database of an embedded server that the caller opened and closes. */
    public static MetadataDatabase over(PGSimpleDataSource source, int connections) {
        return new MetadataDatabase(
                "postgresql://" + source.getServerNames()[0] + ":" + source.getPortNumbers()[0] + "/"
                        + source.getDatabaseName(),
                pool(source, connections),
                null);
    }

    private static HikariDataSource pool(DataSource source, int connections) {
        var config = new HikariConfig();
        config.setPoolName("dagrunr-metadata");
        config.setDataSource(source);
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(CONNECTION_TIMEOUT.toMillis());
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }

    public DataSource dataSource() {
        return pool;
    }

    /** Whether it answers now. */
    public boolean answers() {
        try (var connection = pool.getConnection()) {
            return connection.isValid(1);
        } catch (SQLException e) {
            return false;
        }
    }

    /** Whether it is a server of our own. */
    public boolean embedded() {
        return server != null;
    }

    /** For people: user, host, port and database. */
    @Override
    public String toString() {
        return description;
    }

    @Override
    public void close() {
        try {
            pool.close();
        } finally {
            if (server != null) {
                server.close();
            }
        }
    }
}
