package dev.dagrunr.testsupport;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipFile;

/**
 * An embedded PostgreSQL server of a test's own, to be stopped, crashed, killed and started again.
 *
 * <p>It is as durable as a real one: fsync, full page writes and synchronous commit are on, and clients log in by
 * SCRAM. Port and data directory stay the same over restarts. {@link #close} throws the server and its data away;
 * so does the end of the JVM, unless the JVM is killed. Confined to one thread.
 */
public final class PostgresServer implements AutoCloseable {

    /** The superuser of every server that we start. */
    public static final String USER = "dagrunr_test";

    /** The password of {@link #USER}; no log, row, page or exception text may ever contain it. */
    public static final String PASSWORD = "canary-7Kq2vX9wLeaked";

    /** The zone of every database we create: not UTC, half an hour off, with daylight saving time. */
    static final String TIME_ZONE = "America/St_Johns";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String LOGIN_RULES = """
            local all all trust
            host all postgres 127.0.0.1/32 trust
            host all postgres ::1/128 trust
            host all all all scram-sha-256
            host replication all all scram-sha-256
            """;

    private final Path dataDirectory;
    private final int port;
    private final Path executable;
    private final Thread closeAtExit = new Thread(this::discard, "postgres-server-close");

    private PostgresServer(Path dataDirectory, int port, Path executable) {
        this.dataDirectory = dataDirectory;
        this.port = port;
        this.executable = executable;
    }

    /** Starts a server on a free port with an empty data directory below the system's temporary one. */
    public static PostgresServer create() {
        return create(Map.of());
    }

    /** The same with server settings, such as {@code synchronous_commit} or {@code max_wal_size}. */
    public static PostgresServer create(Map<String, String> settings) {
        try {
            return create(Files.createTempDirectory("dagrunr-postgres-"), 0, settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Starts a server with a given data directory, which must be empty, and port; 0 chooses a free one.
     *
     * @param settings server settings whose values hold no white space
     */
    public static PostgresServer create(Path dataDirectory, int port, Map<String, String> settings) {
        return create(EmbeddedPostgres.builder(), dataDirectory, port, settings);
    }

    /** A server of another version: of a jar of {@code io.zonky.test.postgres} for this platform. */
    public static PostgresServer ofBinaries(Path jar) {
        try {
            var builder = EmbeddedPostgres.builder().setPgBinaryResolver((system, machine) -> binaries(jar));
            return create(builder, Files.createTempDirectory("dagrunr-postgres-"), 0, Map.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream binaries(Path jar) throws IOException {
        try (var file = new ZipFile(jar.toFile())) {
            var archive = file.stream()
                    .filter(entry -> entry.getName().endsWith(".txz"))
                    .findFirst()
                    .orElseThrow(() -> new IOException(jar + " holds no PostgreSQL"));
            try (var in = file.getInputStream(archive)) {
                return new ByteArrayInputStream(in.readAllBytes());
            }
        }
    }

    private static PostgresServer create(
            EmbeddedPostgres.Builder embedding, Path dataDirectory, int port, Map<String, String> settings) {
        var builder = embedding
                .setDataDirectory(dataDirectory)
                .setPort(port)
                .setCleanDataDirectory(true)
                .setRegisterShutdownHook(false)
                .setPGStartupWait(PATIENCE)
                .setDataDirectoryCustomizer(
                        directory -> write(directory.toPath().resolve("pg_hba.conf"), LOGIN_RULES));
        durable(settings).forEach(builder::setServerConfig);
        try {
            var embedded = builder.start();
            var server = new PostgresServer(dataDirectory, embedded.getPort(), executableOf(dataDirectory));
            Runtime.getRuntime().addShutdownHook(server.closeAtExit);
            Sql.execute(
                    embedded.getPostgresDatabase(),
                    "create role %s superuser login password '%s'".formatted(USER, PASSWORD));
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> durable(Map<String, String> settings) {
        var all = new TreeMap<String, String>();
        // The embedded server comes with the first two switched off, which would make crash tests meaningless.
        all.put("fsync", "on");
        all.put("synchronous_commit", "on");
        all.put("full_page_writes", "on");
        all.put("timezone", TIME_ZONE);
        all.put("listen_addresses", "localhost");
        // A killed server would leave its socket file behind in a directory that all servers share.
        all.put("unix_socket_directories", "");
        all.putAll(settings);
        return all;
    }

    public int port() {
        return port;
    }

    public Path dataDirectory() {
        return dataDirectory;
    }

    /** The maintenance database {@code postgres}. */
    public Database maintenance() {
        return new Database("localhost", port, "postgres", USER, PASSWORD);
    }

    /** Creates an empty database. */
    public Database createDatabase(String name) {
        return Databases.create(maintenance(), name);
    }

    /** Whether a server process of this data directory is alive; it may still be recovering. */
    public boolean isRunning() {
        return Files.exists(pidFile()) && ProcessHandle.of(pid()).isPresent();
    }

    /** Ends the server as an administrator would: open sessions are cut, everything is written. */
    public void stop() {
        control("stop", "-m", "fast");
    }

    /** Ends the server as a crash of the process would ({@code immediate}): the next start recovers from the log. */
    public void crash() {
        control("stop", "-m", "immediate");
    }

    /** Kills the server and all of its processes with SIGKILL and waits until they are gone. */
    public void kill() {
        var postmaster = ProcessHandle.of(pid()).orElseThrow(() -> new IllegalStateException("server is not running"));
        var backends = postmaster.descendants().toList();
        postmaster.destroyForcibly();
        backends.forEach(ProcessHandle::destroyForcibly);
        postmaster.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        backends.forEach(backend -> backend.onExit()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join());
        // Where nobody reaps orphans the dead server stays a zombie, and pg_ctl would take it for a living one.
        delete(pidFile());
    }

    /** Starts the server again, with its old port and settings, and waits until it accepts connections. */
    public void start() {
        if (isRunning()) {
            throw new IllegalStateException("server is running already");
        }
        // 'restart' of a server that is down starts it with the options of its last start.
        control("restart");
    }

    /** {@link #stop} and {@link #start}. */
    public void restart() {
        stop();
        start();
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(closeAtExit);
        discard();
    }

    private void discard() {
        if (isRunning()) {
            crash();
        }
        deleteRecursively(dataDirectory);
    }

    private long pid() {
        return Long.parseLong(read(pidFile()).lines().findFirst().orElseThrow());
    }

    private Path pidFile() {
        return dataDirectory.resolve("postmaster.pid");
    }

    private void control(String... action) {
        var command = new ArrayList<String>();
        if (LinuxUtils.isUnshareAvailable()) {
            // PostgreSQL refuses to run as root.
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(executable.resolveSibling("pg_ctl").toString());
        command.addAll(List.of(action));
        command.addAll(List.of("-D", dataDirectory.toString(), "-w", "-t", Long.toString(PATIENCE.toSeconds())));
        run(command);
    }

    private void run(List<String> command) {
        try {
            var log = Files.createTempFile("dagrunr-postgres-", ".log");
            // A pipe would stay open for as long as the server that inherits it, and reading it would never end.
            var process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            var status = process.waitFor();
            if (status != 0) {
                throw new IllegalStateException("%s ended with %d: %s".formatted(command, status, read(log)));
            }
            Files.delete(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + command, e);
        }
    }

    private static Path executableOf(Path dataDirectory) {
        // The server notes its own command line there; the first word is the path of its executable.
        var commandLine = read(dataDirectory.resolve("postmaster.opts"));
        return Path.of(commandLine.substring(0, commandLine.indexOf(" \"")));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void deleteRecursively(Path directory) {
        try (var files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
