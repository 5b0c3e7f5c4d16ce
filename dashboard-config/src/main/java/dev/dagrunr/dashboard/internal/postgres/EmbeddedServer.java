package dev.dagrunr.dashboard.internal.postgres;

import dev.dagrunr.migration.sql.Identifier;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server of our own in a directory that outlives it. Listens on the loopback interface only, with a random
 * password kept beside the data (mode 0600), fsync on.
 *
 * <p>Several processes may open one directory: the first starts the server, the others find it by {@code postmaster.pid},
 * and the last that closes stops it. A server that outlived a killed process is adopted as it is, with the options it was
 * started with, once it has proven to serve this very directory; a server that was itself killed is started again and
 * recovers. Never closed by a shutdown hook of its own, because hooks run in no order and the engine must be first: the
 * app closes it.
 *
 * <p>Thread-safe, except that {@link #close()} ends all use. One process opens a directory once.
 */
public final class EmbeddedServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EmbeddedServer.class);
    private static final Duration STARTUP = Duration.ofSeconds(60);
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(200);
    private static final int PORTS_TO_TRY = 3;
    private static final Pattern PORT_LINE = Pattern.compile("(?m)^port = '(\\d+)'$");

    private final ServerDirectory directory;
    private final ServerBinaries binaries;
    private final ServerUsers users;
    private final FileLock use;
    private final ServerConnections connections;
    private boolean closed;

    private EmbeddedServer(
            ServerDirectory directory,
            ServerBinaries binaries,
            ServerUsers users,
            FileLock use,
            ServerConnections connections) {
        this.directory = directory;
        this.binaries = binaries;
        this.users = users;
        this.use = use;
        this.connections = connections;
    }

    /**
     * Starts the server called {@code name} below {@code home}, or joins it when it runs. The first start on a machine
     * unpacks PostgreSQL (about 2 s) and creates the data directory (about 1 s).
     *
     * @throws EmbeddedServerException when the server cannot be started or what runs is not ours
     */
    public static EmbeddedServer open(Path home, String name, ServerOptions options) {
        try {
            var directory = ServerDirectory.created(home.resolve("postgres").resolve(name));
            var binaries = ServerBinaries.unpackedBelow(home.resolve("cache"));
            var users = ServerUsers.in(directory.root());
            try {
                return joinOrStart(directory, binaries, users, options);
            } catch (IOException | RuntimeException e) {
                users.close();
                throw e;
            }
        } catch (IOException e) {
            throw new EmbeddedServerException(
                    "The PostgreSQL server '" + name + "' below " + home + " cannot be started: " + e.getMessage(), e);
        }
    }

    private static EmbeddedServer joinOrStart(
            ServerDirectory directory, ServerBinaries binaries, ServerUsers users, ServerOptions options)
            throws IOException {
        var deciding = users.exclusively();
        try {
            var use = users.join();
            var running = running(directory);
            var connections = running.isPresent() ? running.get() : start(directory, binaries, options);
            return new EmbeddedServer(directory, binaries, users, use, connections);
        } finally {
            deciding.release();
        }
    }

    /** The server that serves the directory now, when there is one. */
    private static Optional<ServerConnections> running(ServerDirectory directory) throws IOException {
        var file = PostmasterFile.in(directory.data());
        if (file.isEmpty()) {
            return Optional.empty();
        }
        if (!file.get().mayBeRunning()) {
            PostmasterFile.disownForeignProcess(directory.data());
            log.warn("The PostgreSQL server in {} was not stopped cleanly; it recovers now", directory.root());
            return Optional.empty();
        }
        var connections = new ServerConnections(file.get().port(), directory.password());
        requireOurs(connections, directory, file.get());
        log.info("Joined the PostgreSQL server that runs in {} on port {}", directory.root(), connections.port());
        return Optional.of(connections);
    }

    private static void requireOurs(ServerConnections connections, ServerDirectory directory, PostmasterFile file)
            throws IOException {
        try {
            var served = connections.awaitDataDirectory(STARTUP);
            if (!Files.isSameFile(served, directory.data())) {
                throw new EmbeddedServerException("The server on port " + file.port() + " serves " + served
                        + " and not " + directory.data() + "; stop it and start again.");
            }
        } catch (SQLException e) {
            throw new EmbeddedServerException(
                    "The process " + file.pid() + " named in " + PostmasterFile.path(directory.data())
                            + " does not answer as its server on port " + file.port() + " (" + e.getMessage()
                            + "); stop that process and start again.",
                    e);
        }
    }

    private static ServerConnections start(ServerDirectory directory, ServerBinaries binaries, ServerOptions options)
            throws IOException {
        if (!directory.isInitialised()) {
            log.info("Creating a PostgreSQL server in {}", directory.root());
            directory.initialise(binaries);
        }
        var deadline = System.nanoTime() + STARTUP.toNanos();
        var portsTried = 1;
        var port = formerPortOrFree(directory);
        while (true) {
            try {
                return startOn(port, directory, binaries, options);
            } catch (EmbeddedServerException e) {
                // Backends of a killed server go on until they notice; PostgreSQL does not start beside them.
                if (String.valueOf(e.getMessage()).contains("still in use") && System.nanoTime() < deadline) {
                    LockSupport.parkNanos(BETWEEN_ATTEMPTS.toNanos());
                    continue;
                }
                // Between finding a free port and using it somebody else may take it.
                if (isFree(port) || portsTried == PORTS_TO_TRY) {
                    throw e;
                }
                port = freePort();
                portsTried++;
            }
        }
    }

    private static ServerConnections startOn(
            int port, ServerDirectory directory, ServerBinaries binaries, ServerOptions options) throws IOException {
        Files.writeString(directory.settings(), options.asConfigurationFile(port));
        directory.keepOneFormerLog();
        var arguments = List.of(
                "start",
                "--pgdata=" + directory.data(),
                "--log=" + directory.log(),
                "--wait",
                "--timeout=" + STARTUP.toSeconds());
        try {
            ServerProgram.run(
                    binaries.command("pg_ctl", arguments), directory.root().resolve("start.log"));
        } catch (EmbeddedServerException e) {
            throw new EmbeddedServerException(
                    "The PostgreSQL server in " + directory.root() + " did not start: "
                            + ServerProgram.lastWords(directory.log()),
                    e);
        }
        var file = PostmasterFile.in(directory.data())
                .orElseThrow(() -> new EmbeddedServerException(
                        "The PostgreSQL server in " + directory.root() + " ended at once; read " + directory.log()));
        var connections = new ServerConnections(file.port(), directory.password());
        requireOurs(connections, directory, file);
        log.info("Started the PostgreSQL server in {} on port {}", directory.root(), port);
        return connections;
    }

    /** The port of the last start when it is free, so that a connection somebody noted down stays valid. */
    private static int formerPortOrFree(ServerDirectory directory) throws IOException {
        if (Files.exists(directory.settings())) {
            var former = PORT_LINE.matcher(Files.readString(directory.settings()));
            if (former.find() && isFree(Integer.parseInt(former.group(1)))) {
                return Integer.parseInt(former.group(1));
            }
        }
        return freePort();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, loopback())) {
            return socket.getLocalPort();
        }
    }

    private static InetAddress loopback() throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, loopback())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    /** Host, port, user and password of this server, for each of its databases. */
    public ServerConnections connections() {
        return connections;
    }

    /** Creates the database unless it exists, and gives access to it. */
    public PGSimpleDataSource database(String name) {
        try (var connection = connections.dataSource("postgres").getConnection()) {
            createIfMissing(connection, name);
        } catch (SQLException e) {
            throw new EmbeddedServerException(
                    "The database " + name + " of the server in " + directory.root() + " cannot be created: "
                            + e.getMessage(),
                    e);
        }
        return connections.dataSource(name);
    }

    /** Drops the database with all its data, ending whoever is connected to it, and creates an empty one. */
    public PGSimpleDataSource emptyDatabase(String name) {
        try (var connection = connections.dataSource("postgres").getConnection();
                var statement = connection.createStatement()) {
            statement.execute("drop database if exists " + quoted(name) + " with (force)");
        } catch (SQLException e) {
            throw new EmbeddedServerException(
                    "The database " + name + " of the server in " + directory.root() + " cannot be dropped: "
                            + e.getMessage(),
                    e);
        }
        return database(name);
    }

    private static void createIfMissing(Connection connection, String name) throws SQLException {
        // Two processes may create it at once; the lock ends with the session.
        try (var lock = connection.prepareStatement("select pg_advisory_lock(hashtext(?))");
                var exists = connection.prepareStatement("select 1 from pg_database where datname = ?");
                var create = connection.createStatement()) {
            lock.setString(1, name);
            lock.execute();
            exists.setString(1, name);
            try (var rows = exists.executeQuery()) {
                if (!rows.next()) {
                    create.execute("create database " + quoted(name));
                }
            }
        }
    }

    private static String quoted(String name) {
        return new Identifier(name).quoted();
    }

    /** Stops the server when no other process uses it; waits for it to write what it holds. Repeating it does nothing. */
    @Override
    public void close() {
        close(this::stop);
    }

    /** As {@link #close()}, and then deletes all that the server holds, which therefore is not written first. */
    public void closeAndDelete() {
        close(() -> {
            stop("immediate");
            FileTree.delete(directory.root());
        });
    }

    @FunctionalInterface
    private interface Ending {
        void run() throws IOException;
    }

    private synchronized void close(Ending ending) {
        if (closed) {
            return;
        }
        closed = true;
        try (users) {
            var deciding = users.exclusively();
            try {
                use.release();
                if (users.nobodyElse()) {
                    ending.run();
                } else {
                    log.info("Left the PostgreSQL server in {} to the others that use it", directory.root());
                }
            } finally {
                deciding.release();
            }
        } catch (IOException e) {
            throw new EmbeddedServerException(
                    "The PostgreSQL server in " + directory.root() + " could not be stopped: " + e.getMessage(), e);
        }
    }

    private void stop() throws IOException {
        stop("fast");
    }

    private void stop(String mode) throws IOException {
        if (PostmasterFile.in(directory.data())
                .filter(PostmasterFile::mayBeRunning)
                .isEmpty()) {
            log.warn("The PostgreSQL server in {} had ended before", directory.root());
            return;
        }
        var arguments = List.of("stop", "--pgdata=" + directory.data(), "--mode=" + mode, "--wait", "--timeout=60");
        ServerProgram.run(
                binaries.command("pg_ctl", arguments), directory.root().resolve("stop.log"));
        log.info("Stopped the PostgreSQL server in {}", directory.root());
    }
}
