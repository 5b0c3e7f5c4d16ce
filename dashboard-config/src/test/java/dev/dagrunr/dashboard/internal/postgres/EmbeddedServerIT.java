package dev.dagrunr.dashboard.internal.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** Real servers in a home of their own; a second process of the app is a second JVM that runs {@link ServerHolder}. */
class EmbeddedServerIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir(cleanup = CleanupMode.ALWAYS)
    static Path shared;

    private final String name = "it-" + System.nanoTime();

    @BeforeAll
    static void unpackOnce() throws IOException {
        ServerBinaries.unpackedBelow(shared.resolve("cache"));
    }

    @AfterAll
    static void nothingIsLeftRunning() throws IOException {
        try (var servers = Files.list(shared.resolve("postgres"))) {
            assertThat(servers)
                    .allSatisfy(server ->
                            assertThat(server.resolve("data/postmaster.pid")).doesNotExist());
        }
    }

    @Test
    void rowsOutliveTheServer() throws SQLException {
        try (var server = open()) {
            execute(server.database("meta"), "create table kept (id int); insert into kept values (1), (2)");
        }
        try (var server = open()) {
            assertThat(text(server.database("meta"), "select count(*) from kept"))
                    .isEqualTo("2");
        }
    }

    @Test
    void isDurableAndReachableOnlyFromThisMachineWithItsPassword() throws SQLException, IOException {
        try (var server = open()) {
            var database = server.database("meta");
            assertThat(text(database, "select current_setting('fsync')")).isEqualTo("on");
            assertThat(text(database, "select current_setting('listen_addresses')"))
                    .isEqualTo("127.0.0.1");
            assertThat(text(database, "select string_agg(distinct auth_method, ',') from pg_hba_file_rules"))
                    .isEqualTo("scram-sha-256");
            database.setPassword("wrong");
            assertThatThrownBy(() -> text(database, "select 1")).isInstanceOf(SQLException.class);
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(directory().resolve("password"))))
                    .isEqualTo("rw-------");
            assertThat(server.connections().toString())
                    .doesNotContain(
                            Files.readString(directory().resolve("password")).strip());
        }
    }

    @Test
    void optionsOfOneServerAreSet() throws SQLException {
        try (var server =
                EmbeddedServer.open(shared, name, ServerOptions.forBulkData().with("work_mem", "17MB"))) {
            assertThat(text(server.database("meta"), "select current_setting('work_mem')"))
                    .isEqualTo("17MB");
        }
    }

    @Test
    void recoversWhatWasCommittedWhenTheServerWasKilled() throws SQLException, IOException {
        try (var server = open()) {
            execute(server.database("meta"), "create table kept (id int); insert into kept values (7)");
            kill(postmaster());
        }
        assertThat(directory().resolve("data/postmaster.pid")).exists();
        try (var server = open()) {
            assertThat(text(server.database("meta"), "select id from kept")).isEqualTo("7");
        }
    }

    @Test
    void startsAlthoughThePidOfAKilledServerBelongsToAnotherProcessNow() throws SQLException, IOException {
        try (var server = open()) {
            assertThat(server.connections().port()).isPositive();
            kill(postmaster());
        }
        var pidFile = directory().resolve("data/postmaster.pid");
        var lines = Files.readAllLines(pidFile);
        lines.set(0, Long.toString(ProcessHandle.current().pid()));
        Files.write(pidFile, lines);
        try (var server = open()) {
            assertThat(text(server.database("meta"), "select 1")).isEqualTo("1");
        }
    }

    @Test
    void adoptsTheServerThatOutlivedItsKilledOwner() throws Exception {
        var owner = ServerHolder.start(shared, name);
        var outlived = postmaster();
        owner.destroyForcibly().waitFor();
        assertThat(ProcessHandle.of(outlived)).isPresent();
        try (var server = open()) {
            assertThat(postmaster()).isEqualTo(outlived);
            assertThat(text(server.database("meta"), "select 1")).isEqualTo("1");
        }
        assertThat(directory().resolve("data/postmaster.pid")).doesNotExist();
    }

    @Test
    void isSharedByTwoProcessesAndStoppedByTheLast() throws Exception {
        var other = ServerHolder.start(shared, name);
        try (var server = open()) {
            assertThat(text(server.database("meta"), "select 1")).isEqualTo("1");
        }
        assertThat(directory().resolve("data/postmaster.pid")).exists();
        ServerHolder.endInOrder(other);
        assertThat(directory().resolve("data/postmaster.pid")).doesNotExist();
    }

    @Test
    void refusesAServerThatServesAnotherDirectory() throws IOException {
        try (var server = open();
                var foreign = EmbeddedServer.open(shared, name + "-foreign", ServerOptions.defaults())) {
            assertThat(server.connections().port())
                    .isNotEqualTo(foreign.connections().port());
            var mine = shared.resolve("postgres").resolve(name + "-mine");
            Files.createDirectories(mine.resolve("data"));
            Files.copy(directory().resolve("password"), mine.resolve("password"));
            Files.copy(directory().resolve("data/postmaster.pid"), mine.resolve("data/postmaster.pid"));
            assertThatThrownBy(() -> EmbeddedServer.open(shared, name + "-mine", ServerOptions.defaults()))
                    .isInstanceOf(EmbeddedServerException.class)
                    .hasMessageContaining("serves " + directory().toRealPath().resolve("data") + " and not");
            Files.delete(mine.resolve("data/postmaster.pid"));
        }
    }

    @Test
    void oneProcessOpensADirectoryOnce() {
        try (var server = open()) {
            assertThat(server.connections().port()).isPositive();
            assertThatThrownBy(this::open)
                    .hasMessageContaining("uses the server in")
                    .hasMessageContaining("already");
        }
    }

    @Test
    void beginsAnewWhenItsCreationWasInterrupted() throws IOException, SQLException {
        Files.createDirectories(directory().resolve("data.unfinished/base"));
        Files.writeString(directory().resolve("data.unfinished/PG_VERSION"), "18");
        try (var server = open()) {
            assertThat(text(server.database("meta"), "select 1")).isEqualTo("1");
        }
    }

    private EmbeddedServer open() {
        return EmbeddedServer.open(shared, name, ServerOptions.defaults());
    }

    private Path directory() {
        return shared.resolve("postgres").resolve(name);
    }

    private long postmaster() throws IOException {
        return PostmasterFile.in(directory().resolve("data")).orElseThrow().pid();
    }

    private static void kill(long pid) {
        var process = ProcessHandle.of(pid).orElseThrow();
        process.destroyForcibly();
        Awaitility.await().atMost(SOON).until(() -> !process.isAlive());
    }

    private static void execute(DataSource database, String sql) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String text(PGSimpleDataSource database, String sql) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    /** Another process of the app: opens the server, says so, and closes it when its input ends. */
    static final class ServerHolder {
        private static final String READY = "ready";

        private ServerHolder() {}

        public static void main(String[] arguments) throws IOException {
            try (var server = EmbeddedServer.open(Path.of(arguments[0]), arguments[1], ServerOptions.defaults())) {
                System.out.println(READY + " on " + server.connections().port());
                System.in.transferTo(java.io.OutputStream.nullOutputStream());
            }
        }

        static Process start(Path home, String name) throws IOException {
            var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
            var process = new ProcessBuilder(List.of(
                            java,
                            "-cp",
                            System.getProperty("java.class.path"),
                            ServerHolder.class.getName(),
                            home.toString(),
                            name))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            var output = process.inputReader();
            for (var line = output.readLine(); line != null; line = output.readLine()) {
                if (line.startsWith(READY)) {
                    return process;
                }
            }
            throw new IOException("The other process ended before its server ran");
        }

        static void endInOrder(Process process) throws IOException, InterruptedException {
            process.getOutputStream().close();
            assertThat(process.waitFor()).isZero();
        }
    }
}
