package dev.dagrunr.dashboard.internal.cli;

import static dev.dagrunr.dashboard.internal.cli.Migrations.MIGRATION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.testsupport.PostgresExtension;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Pools, and running a DAG without a metadata database. */
class PoolCommandsIT {
    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    @TempDir
    private static Path home;

    private static Migrations migrations;

    @BeforeAll
    static void create() {
        migrations = Migrations.create(postgres, home);
    }

    @Test
    void aPoolIsMadeChangedListedAndDeleted() {
        assertThat(migrations.run("pools", "set", "copies", "3").out()).isEqualTo("Pool copies has 3 slots.\n");
        assertThat(migrations
                        .run("pools", "set", "copies", "4", "--include-deferred", "--description", "of the target")
                        .exitCode())
                .isEqualTo(ExitCode.SUCCESS);
        assertThat(migrations.run("pools", "list", "-o", "plain").out())
                .contains("copies\t4\t0\t0\ttrue\tof the target\n", "default_pool\t-1\t0\t0\tfalse\t");
        assertThat(migrations.run("pools", "delete", "copies").out()).isEqualTo("Deleted pool copies.\n");
        assertThat(migrations.run("pools", "delete", "copies").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(migrations.run("pools", "delete", "default_pool").err())
                .isEqualTo("error: Pool 'default_pool' cannot be deleted; set its slots to -1 to lift its limit.\n");
        assertThat(migrations.run("pools", "set", "copies", "-- -2").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aTaskRunsInTheProcessWithThoseBeforeItAlone() {
        var answer = migrations.run("tasks", "test", MIGRATION, "extract_source_schema");

        assertThat(answer.exitCode()).as(answer.out() + answer.err()).isEqualTo(ExitCode.SUCCESS);
        assertThat(answer.out()).contains("extract_source_schema success").doesNotContain("create_tables running");
        assertThat(migrations.run("tasks", "test", MIGRATION, "nonsense").exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(migrations
                        .run("dags", "test", MIGRATION, "--conf", "{\"nonsense\": 1}")
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);
    }
}
