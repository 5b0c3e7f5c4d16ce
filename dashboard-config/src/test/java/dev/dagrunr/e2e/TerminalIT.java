package dev.dagrunr.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dagrunr.testsupport.Database;
import dev.dagrunr.testsupport.PostgresExtension;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What only a terminal sees, and what Ctrl-C does there: the app by its script, on a pseudo terminal and on a pipe. */
class TerminalIT {
    private static final String MIGRATION = "postgres_to_postgres_migration";
    private static final char CTRL_C = 3;
    private static final String ESCAPE = "\u001b[";

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    @TempDir
    private Path folder;

    private Database metadata;
    private Database source;
    private Launcher launcher;

    @BeforeEach
    void create() throws Exception {
        metadata = postgres.createDatabase();
        source = postgres.createDatabase();
        try (var connection = source.dataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("create table book (id int primary key); insert into book select generate_series(1, 9)");
        }
        launcher = Launcher.in(
                folder,
                Map.of(
                        "DAGRUNR_HOME", folder.resolve("home").toString(),
                        "DAGRUNR_DATABASE_URL", metadata.uri(),
                        "DAGRUNR_PARALLELISM", "2",
                        "DAGRUNR_CONN_POSTGRES_SOURCE", source.uri(),
                        "DAGRUNR_CONN_POSTGRES_TARGET",
                                postgres.createDatabase().uri()));
    }

    private String state(String runId) throws SQLException {
        try (var connection = metadata.dataSource().getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select state from dagrunr.dag_run where run_id = '" + runId + "'")) {
            return rows.next() ? rows.getString(1) : "none";
        }
    }

    @Test
    void coloursAreForTerminals() throws Exception {
        try (var piped = new Output(launcher.process("dags", "show", "nothing"));
                var seen = new Output(launcher.onTerminal("dags", "show", "nothing"))) {
            assertThat(piped.exitCode()).isEqualTo(2);
            assertThat(piped.text())
                    .startsWith("error: There is no DAG 'nothing'")
                    .doesNotContain(ESCAPE);
            assertThat(seen.exitCode()).isEqualTo(2);
            assertThat(seen.text()).startsWith(ESCAPE + "31merror:" + ESCAPE + "0m There is no DAG 'nothing'");
        }
        var plain = launcher.onTerminal("dags", "show", "nothing");
        plain.environment().put("NO_COLOR", "1");
        try (var seen = new Output(plain)) {
            assertThat(seen.exitCode()).isEqualTo(2);
            assertThat(seen.text()).startsWith("error: There is no DAG").doesNotContain(ESCAPE);
        }
    }

    @Test
    void ctrlCStopsARunWhoseTasksRunInTheProcessThatShowsItsBars() throws Exception {
        try (var connection = source.dataSource().getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table book in access exclusive mode");
            try (var seen =
                    new Output(launcher.onTerminal("dags", "trigger", MIGRATION, "--run-id", "here", "--wait"))) {
                // a bar, and the way back up to write it again
                seen.waitFor("tasks  [").waitFor("A" + ESCAPE + "J");
                seen.type(CTRL_C);
                assertThat(seen.exitCode()).as(seen.text()).isEqualTo(130);
                assertThat(state("here")).isEqualTo("failed");
            }
            connection.rollback();
        }
    }

    @Test
    void ctrlCLeavesARunToTheNodesThatRunIt() throws Exception {
        try (var worker = new Output(launcher.process("worker"))) {
            worker.waitFor("Ctrl-C ends it");
            try (var connection = source.dataSource().getConnection();
                    var statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.execute("lock table book in access exclusive mode");
                try (var seen =
                        new Output(launcher.onTerminal("dags", "trigger", MIGRATION, "--run-id", "there", "--wait"))) {
                    seen.waitFor("tasks  [");
                    seen.type(CTRL_C);
                    assertThat(seen.exitCode()).as(seen.text()).isEqualTo(130);
                    assertThat(state("there")).isEqualTo("running");
                }
                try (var piped = new Output(
                        launcher.process("dags", "trigger", MIGRATION, "--run-id", "there", "--attach", "--wait"))) {
                    piped.waitFor(" done");
                    connection.rollback();
                    assertThat(piped.exitCode()).as(piped.text()).isZero();
                    assertThat(piped.text()).contains("ended with success").doesNotContain(ESCAPE, "[=");
                }
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> state("there").equals("success"));
        }
    }
}
