package dev.dagrunr.dashboard.internal.cli;

import static dev.dagrunr.dashboard.internal.cli.Migrations.MIGRATION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.testsupport.PostgresExtension;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Holding DAGs back, backfilling them, and deleting what is over; without a node, so that nothing runs. */
class DagCommandsIT {
    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    @TempDir
    private static Path home;

    private Migrations migrations;

    @BeforeEach
    void create() {
        migrations = Migrations.create(postgres, home);
    }

    @Test
    void aDagIsPausedAndGoesOn() {
        assertThat(migrations.run("dags", "pause", MIGRATION).out()).isEqualTo("DAG " + MIGRATION + " is paused.\n");
        migrations.run("dags", "trigger", MIGRATION, "--run-id", "held");
        assertThat(migrations
                        .run("tasks", "failed-deps", MIGRATION, "extract_source_schema", "--run-id", "held")
                        .out())
                .contains("DAG '" + MIGRATION + "' is paused; unpause it");
        assertThat(migrations.run("dags", "unpause", MIGRATION).out())
                .isEqualTo("DAG " + MIGRATION + " is not paused.\n");
        assertThat(migrations
                        .run("tasks", "failed-deps", MIGRATION, "extract_source_schema", "--run-id", "held")
                        .out())
                .doesNotContain("is paused");
        assertThat(migrations.run("dags", "pause", "nonsense").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aBackfillNeedsAScheduleAndDates() {
        var answer = migrations.run("dags", "backfill", MIGRATION, "--from", "2026-01-01", "--to", "2026-01-02");
        assertThat(answer.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(answer.err()).contains("DAG '" + MIGRATION + "'", "schedule");
        assertThat(migrations
                        .run("dags", "backfill", MIGRATION, "--from", "tomorrow", "--to", "2026-01-02")
                        .err())
                .contains("--from is 'tomorrow'; give a day such as 2026-01-31");
        assertThat(migrations
                        .run(
                                "dags",
                                "backfill",
                                MIGRATION,
                                "--from",
                                "2026-01-01",
                                "--to",
                                "2026-01-02",
                                "--reprocess",
                                "all")
                        .err())
                .contains("--reprocess is 'all'");
    }

    @Test
    void whatIsOverIsDeletedOnlyWhenThatIsWanted() {
        migrations.run("dags", "trigger", MIGRATION, "--run-id", "stopped");
        migrations.run("dags", "trigger", MIGRATION, "--run-id", "waiting");
        migrations.run("runs", "stop", MIGRATION, "--run-id", "stopped");

        assertThat(migrations.run("db", "clean", "--before", "2100-01-01").exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(migrations
                        .run("db", "clean", "--before", "2100-01-01", "--dry-run", "-o", "plain")
                        .out())
                .isEqualTo("1\t0\t0\t0\n");
        assertThat(migrations.run("dags", "list-runs", MIGRATION, "-o", "plain").out())
                .contains("stopped", "waiting");
        assertThat(migrations
                        .run("db", "clean", "--before", "2100-01-01", "--parts", "runs,logs", "--yes", "-o", "plain")
                        .out())
                .isEqualTo("1\t0\t0\t0\n");
        assertThat(migrations.run("dags", "list-runs", MIGRATION, "-o", "plain").out())
                .doesNotContain("stopped")
                .contains("waiting");
        assertThat(migrations.run("db", "check", "-o", "json").out()).contains("\"size_mb\":", "\"jobs_mb\":");
    }
}
