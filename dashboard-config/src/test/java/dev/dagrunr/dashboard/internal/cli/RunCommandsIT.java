package dev.dagrunr.dashboard.internal.cli;

import static dev.dagrunr.dashboard.internal.cli.Migrations.MIGRATION;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dagrunr.testsupport.PostgresExtension;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What is listed, shown and repaired of one run that fails first, because the target refuses the rows of one table. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RunCommandsIT {
    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    @TempDir
    private static Path home;

    private static Migrations migrations;

    @BeforeAll
    static void letAMigrationFail() {
        migrations = Migrations.create(postgres, home);
        migrations.execute(
                migrations.source(),
                "create table odd (id int primary key); insert into odd select generate_series(1, 9)");
        migrations.execute(migrations.target(), """
                create table odd (id int not null);
                create function refuse() returns trigger language plpgsql as $$begin raise 'not now'; end$$;
                create trigger refuse before insert on odd for each row execute function refuse();
                """);
        var answer = migrations.run("dags", "trigger", MIGRATION, "--run-id", "broken", "--wait");
        assertThat(answer.exitCode()).as(answer.out() + answer.err()).isEqualTo(ExitCode.NEGATIVE);
        assertThat(answer.errors())
                .hasSize(1)
                .allSatisfy(line -> assertThat(line).startsWith("error: transfer_table [odd]: "));
        assertThat(answer.out()).containsPattern("public.odd +0 .* incomplete").contains("total: 2 of 3 complete");
    }

    @Test
    @Order(1)
    void runsAreListedInEveryFormat() throws IOException {
        var table = migrations.run("dags", "list-runs", MIGRATION).out();
        assertThat(table).startsWith("RUN_ID").containsPattern("broken +failed +manual");
        var json = JsonMapper.builder()
                .build()
                .readTree(migrations
                        .run("dags", "list-runs", MIGRATION, "-o", "json")
                        .out());
        assertThat(json.get(0).path("run_id").asText()).isEqualTo("broken");
        assertThat(json.get(0).path("seconds").isNumber()).isTrue();
        assertThat(migrations.run("dags", "list-runs", MIGRATION, "-o", "yaml").out())
                .startsWith("- run_id: \"broken\"\n  state: \"failed\"\n");
        assertThat(migrations.run("dags", "list-runs", MIGRATION, "-o", "plain").out())
                .startsWith("broken\tfailed\tmanual\t");
    }

    @Test
    @Order(2)
    void taskInstancesAreListedWithTheirReasons() {
        var answer = migrations.run("tasks", "states-for-dag-run", MIGRATION, "broken", "-o", "plain");
        assertThat(answer.out().lines())
                .anySatisfy(
                        line -> assertThat(line).startsWith("transfer_table\t").contains("\todd\tfailed\t"))
                .anySatisfy(line -> assertThat(line).startsWith("extract_source_schema\t-1\t\tsuccess\t1\t"));
        assertThat(migrations
                        .run("dags", "state", MIGRATION, "--run-id", "broken")
                        .exitCode())
                .isEqualTo(ExitCode.NEGATIVE);
    }

    @Test
    @Order(3)
    void theLogOfATaskIsPrintedAsItWasWritten() {
        var log = migrations.run("tasks", "logs", MIGRATION, "collect_all_results", "--run-id", "broken");
        assertThat(log.exitCode()).isEqualTo(ExitCode.SUCCESS);
        assertThat(log.out()).contains(" info ", "INCOMPLETE  public.odd");
        assertThat(migrations
                        .run("tasks", "logs", MIGRATION, "collect_all_results", "--run-id", "broken", "-o", "json")
                        .out())
                .startsWith("[{\"attempt\":");
        var mapped =
                migrations.run("tasks", "logs", MIGRATION, "transfer_table", "--run-id", "broken", "--map-index", "0");
        assertThat(mapped.exitCode()).isEqualTo(ExitCode.SUCCESS);
        var missing =
                migrations.run("tasks", "logs", MIGRATION, "transfer_table", "--run-id", "broken", "--map-index", "77");
        assertThat(missing.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(missing.err())
                .isEqualTo("error: Run 'broken' has no task instance 'transfer_table' with map index 77.\n");
    }

    @Test
    @Order(4)
    void nothingIsClearedByLookingOrWithoutConsent() {
        var unsure = migrations.run("tasks", "clear", MIGRATION, "--run-id", "broken", "--only-failed");
        assertThat(unsure.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(unsure.err()).isEqualTo("error: Nothing was cleared; look with --dry-run, or give --yes.\n");
        var dry = migrations.run(
                "tasks", "clear", MIGRATION, "--run-id", "broken", "--only-failed", "--dry-run", "-o", "plain");
        assertThat(dry.out()).contains("transfer_table\t").contains("\todd\tfailed");
        assertThat(migrations
                        .run("dags", "state", MIGRATION, "--run-id", "broken")
                        .out())
                .isEqualTo("failed\n");
    }

    @Test
    @Order(4)
    void theStateOfATaskAndWhyItDoesNotRunAreSaid() {
        var state = migrations.run("tasks", "state", MIGRATION, "extract_source_schema", "--run-id", "broken");
        assertThat(state.out()).isEqualTo("success\n");
        assertThat(migrations
                        .run("tasks", "state", MIGRATION, "extract_source_schema", "--run-id", "broken", "-o", "plain")
                        .out())
                .isEqualTo(MIGRATION + "\textract_source_schema\tbroken\t-1\tsuccess\n");
        assertThat(migrations
                        .run(
                                "tasks",
                                "failed-deps",
                                MIGRATION,
                                "extract_source_schema",
                                "--run-id",
                                "broken",
                                "-o",
                                "plain")
                        .out())
                .isEqualTo("It has ended with success; clear it to let it run again\n");
        assertThat(migrations
                        .run("tasks", "set-retries", MIGRATION, "extract_source_schema", "5", "--run-id", "broken")
                        .exitCode())
                .isEqualTo(ExitCode.NEGATIVE);
        assertThat(migrations
                        .run("tasks", "mark", MIGRATION, "--run-id", "broken", "--state", "success", "--yes")
                        .err())
                .isEqualTo("error: --task-id is missing; 'runs mark' marks a run.\n");
        assertThat(migrations
                        .run("runs", "mark", MIGRATION, "--run-id", "broken", "--state", "success")
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    @Order(5)
    void aClearedRunGoesOnToItsEnd() {
        migrations.execute(migrations.target(), "drop trigger refuse on odd");
        var cleared = migrations.run(
                "tasks",
                "clear",
                MIGRATION,
                "--run-id",
                "broken",
                "--yes",
                "--only-failed",
                "--downstream",
                "-o",
                "plain");
        assertThat(cleared.exitCode()).isEqualTo(ExitCode.SUCCESS);
        assertThat(cleared.out()).contains("transfer_table\t").contains("confirm_migration\t-1\t");
        var answer = migrations.run("dags", "trigger", MIGRATION, "--run-id", "broken", "--attach", "--wait");
        assertThat(answer.out())
                .containsPattern("public.odd +9 ")
                .contains("Run broken of DAG " + MIGRATION + " ended with success");
    }

    @Test
    @Order(6)
    void aFinishedRunIsNotStopped() {
        var answer = migrations.run("runs", "stop", MIGRATION, "--run-id", "broken");
        assertThat(answer.exitCode()).isEqualTo(ExitCode.NEGATIVE);
        assertThat(answer.err()).startsWith("error: Run 'broken' had ended before, with ");
        assertThat(migrations
                        .run("runs", "stop", MIGRATION, "--run-id", "missing")
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    @Order(7)
    void noPasswordIsInAnythingThatIsStored() {
        assertThat(migrations.metadataDump())
                .isNotEmpty()
                .noneMatch(value -> value.contains(migrations.source().password()));
    }
}
