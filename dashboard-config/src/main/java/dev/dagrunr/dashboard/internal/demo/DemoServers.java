package dev.dagrunr.dashboard.internal.demo;

import dev.dagrunr.dashboard.internal.postgres.EmbeddedServer;
import dev.dagrunr.dashboard.internal.postgres.ServerOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The three PostgreSQL servers of a demo, which exist as long as it does: closing stops them and deletes what they hold. A
 * demo that was killed leaves its servers behind, and the next one takes them over, emptied. Confined to one thread.
 */
public final class DemoServers implements AutoCloseable {
    private static final String DATABASE = "demo";

    private final FileChannel lock;
    private final Deque<EmbeddedServer> servers = new ArrayDeque<>();

    private DemoServers(FileChannel lock) {
        this.lock = lock;
    }

    /**
     * Starts them below {@code home}, each with an empty database.
     *
     * @throws IOException when another demo runs below the same home
     */
    public static DemoServers start(Path home) throws IOException {
        var servers = new DemoServers(lock(home));
        try {
            servers.open(home, "demo-source", ServerOptions.forBulkData());
            servers.open(home, "demo-target", ServerOptions.forBulkData());
            servers.open(home, "demo-metadata", ServerOptions.defaults());
            return servers;
        } catch (RuntimeException e) {
            servers.close();
            throw e;
        }
    }

    private static FileChannel lock(Path home) throws IOException {
        Files.createDirectories(home);
        var channel = FileChannel.open(home.resolve("demo.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // one of this very process, said below like any other
        }
        channel.close();
        throw new IOException(
                "Another demo runs below " + home + "; wait for its end, or set DAGRUNR_HOME to another directory.");
    }

    private void open(Path home, String name, ServerOptions options) {
        var server = EmbeddedServer.open(home, name, options);
        servers.addLast(server);
        server.emptyDatabase(DATABASE);
    }

    private EmbeddedServer server(int index) {
        return servers.stream().skip(index).findFirst().orElseThrow();
    }

    public PGSimpleDataSource source() {
        return server(0).connections().dataSource(DATABASE);
    }

    public PGSimpleDataSource metadata() {
        return server(2).connections().dataSource(DATABASE);
    }

    /** The connections of a migration from the first to the second. Holds passwords: never print it. */
    public Map<String, String> environment() {
        return Map.of(
                "DAGRUNR_CONN_POSTGRES_SOURCE", server(0).connections().uri(DATABASE),
                "DAGRUNR_CONN_POSTGRES_TARGET", server(1).connections().uri(DATABASE));
    }

    @Override
    public void close() {
        try (lock) {
            while (!servers.isEmpty()) {
                servers.removeLast().closeAndDelete();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The lock of the demo could not be given back", e);
        }
    }
}
