package dev.dagrunr.testsupport;

import java.util.Locale;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/** The one server that all test classes of a JVM share, and where it came from. */
record SharedPostgres(String origin, Database maintenance, Runnable shutdown) implements AutoCloseable {

    private static final String URL = "DAGRUNR_TEST_POSTGRES_URL";
    private static final String PATH = "DAGRUNR_TEST_POSTGRES";
    private static final String IMAGE = "DAGRUNR_TEST_POSTGRES_IMAGE";
    private static final String DEFAULT_IMAGE = "postgres:18-alpine";

    private static @Nullable SharedPostgres ofThisJvm;

    /**
     * The server of this JVM, started by the first that asks and closed when the JVM ends: with several JVMs for the tests,
     * each class may be a test run of its own to JUnit.
     */
    static synchronized SharedPostgres ofThisJvm() {
        var server = ofThisJvm;
        if (server == null) {
            server = start();
            ofThisJvm = server;
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "shared-postgres-close"));
        }
        return server;
    }

    /** Starts or finds the server that the environment asks for, and says on standard output which one it is. */
    private static SharedPostgres start() {
        return announced(choose(System.getenv(URL), System.getenv(PATH)));
    }

    static SharedPostgres announced(SharedPostgres server) {
        var version = Sql.queryText(server.maintenance.dataSource(), "show server_version");
        System.out.printf(
                "Tests run on PostgreSQL %s: %s, port %d%n", version, server.origin, server.maintenance.port());
        return server;
    }

    private static SharedPostgres choose(@Nullable String url, @Nullable String path) {
        if (url != null && !url.isBlank()) {
            return external(url);
        }
        return switch (path == null ? "" : path.toLowerCase(Locale.ROOT)) {
            case "container" -> container();
            case "", "embedded" -> embedded();
            default ->
                throw new IllegalArgumentException(
                        "%s is '%s'; set it to 'container' or 'embedded', or leave it out".formatted(PATH, path));
        };
    }

    private static SharedPostgres embedded() {
        // it closes itself when the JVM ends
        var server = PostgresServer.create();
        return new SharedPostgres("embedded server", server.maintenance(), () -> {});
    }

    private static SharedPostgres external(String url) {
        var parsed = Driver.parseURL(url, new Properties());
        if (parsed == null || parsed.getProperty("user") == null || parsed.getProperty("password") == null) {
            throw new IllegalArgumentException(
                    URL + " is not of the form jdbc:postgresql://host:port/database?user=...&password=...");
        }
        var maintenance = new Database(
                parsed.getProperty("PGHOST"),
                Integer.parseInt(parsed.getProperty("PGPORT")),
                parsed.getProperty("PGDBNAME"),
                parsed.getProperty("user"),
                parsed.getProperty("password"));
        return new SharedPostgres("external server of " + URL, maintenance, () -> {});
    }

    /** A container, which the tests of every module share only when it is asked for. */
    static SharedPostgres container() {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            throw new IllegalStateException(
                    PATH + " asks for a container but no Docker daemon answers; start one or unset it");
        }
        var image = System.getenv().getOrDefault(IMAGE, DEFAULT_IMAGE);
        var container = new PostgreSQLContainer(DockerImageName.parse(image).asCompatibleSubstituteFor("postgres"))
                .withUsername(PostgresServer.USER)
                .withPassword(PostgresServer.PASSWORD)
                .withDatabaseName("postgres")
                .withCommand("postgres", "-c", "max_connections=300");
        container.start();
        var maintenance = new Database(
                container.getHost(),
                container.getFirstMappedPort(),
                "postgres",
                PostgresServer.USER,
                PostgresServer.PASSWORD);
        return new SharedPostgres("container of " + image, maintenance, container::stop);
    }

    @Override
    public void close() {
        shutdown.run();
    }
}
