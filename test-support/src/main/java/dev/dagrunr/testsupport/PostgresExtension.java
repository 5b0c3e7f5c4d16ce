package dev.dagrunr.testsupport;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives a test class a PostgreSQL database of its own.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final PostgresExtension postgres = PostgresExtension.create();
 * }</pre>
 *
 * <p>All classes of a JVM share one server, started by the first that needs it: the external one that
 * {@code DAGRUNR_TEST_POSTGRES_URL} names ({@code jdbc:postgresql://host:port/database?user=..&password=..}, a user who
 * may create databases), a container when {@code DAGRUNR_TEST_POSTGRES=container}, else an embedded server with fsync
 * on. Standard output says which. Databases are dropped, with whoever is still connected, when the class ends. Their
 * time zone is not UTC, so that a test notices a timestamp that was read in the wrong zone; pgjdbc sends the JVM's own
 * zone, which the build therefore sets to the same one.
 *
 * <p>Confined to one test class at a time.
 */
public final class PostgresExtension implements BeforeAllCallback, AfterAllCallback {

    private final List<Database> databases = new ArrayList<>();
    private @Nullable SharedPostgres server;
    private @Nullable String owner;

    private PostgresExtension() {}

    public static PostgresExtension create() {
        return new PostgresExtension();
    }

    /** The database of the test class, empty when its first test begins. */
    public Database database() {
        if (databases.isEmpty()) {
            throw new IllegalStateException("register the extension in a static field: its class has not begun");
        }
        return databases.get(0);
    }

    /** Another empty database, such as a migration's target, dropped with the first. */
    public Database createDatabase() {
        if (server == null) {
            throw new IllegalStateException("register the extension in a static field: its class has not begun");
        }
        var name = "t_" + UUID.randomUUID().toString().replace("-", "");
        var database = Databases.create(server.maintenance(), name);
        databases.add(database);
        return database;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        if (owner != null) {
            return; // a nested class: it shares the database of the class around it
        }
        owner = context.getUniqueId();
        server = SharedPostgres.ofThisJvm();
        createDatabase();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (server == null || !context.getUniqueId().equals(owner)) {
            return;
        }
        for (var database : databases) {
            Databases.drop(server.maintenance(), database);
        }
        databases.clear();
        owner = null;
        server = null;
    }
}
