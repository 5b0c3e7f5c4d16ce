package dev.dagrunr.dashboard.internal.cli;

import static dev.dagrunr.dashboard.internal.cli.Migrations.MIGRATION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.testsupport.PostgresExtension;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Commands that need no run. */
class PlainCommandsIT {
    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    @TempDir
    private Path home;

    @Test
    void dagsAreKnownWithoutADatabase() {
        var answer = Migrations.run(Map.of("DAGRUNR_HOME", home.toString()), "dags", "list", "-o", "plain");
        assertThat(answer.out().lines()).hasSize(2).first().asString().startsWith(MIGRATION + "\t");
        var shown = Migrations.run(Map.of("CHUNK_SIZE", "77"), "dags", "show", MIGRATION);
        assertThat(shown.out())
                .contains("flowchart TD", "transfer_partition × n")
                .containsPattern("chunk_size +77 +Rows that are committed together");
        var tasks = Migrations.run(Map.of(), "tasks", "list", MIGRATION, "-o", "json");
        assertThat(tasks.out()).startsWith("[{\"task_id\":\"extract_source_schema\"}");
        assertThat(home).isEmptyDirectory();
    }

    @Test
    void theMetadataDatabaseIsCheckedThenMigrated() {
        var environment = Migrations.create(postgres, home).environment();
        var before = Migrations.run(environment, "db", "check");
        assertThat(before.exitCode()).isEqualTo(ExitCode.NEGATIVE);
        assertThat(before.err()).isEqualTo("error: It has no schema of DagRunr yet; run 'dagrunr db migrate'.\n");
        assertThat(Migrations.run(environment, "db", "migrate").exitCode()).isEqualTo(ExitCode.SUCCESS);
        assertThat(Migrations.run(environment, "db", "check").exitCode()).isEqualTo(ExitCode.SUCCESS);
        assertThat(Migrations.run(environment, "nodes").out()).isEqualTo("none\n");
    }

    @Test
    void sampleDataIsGeneratedOnceOrNotAtAll() {
        var environment = Migrations.create(postgres, home).environment();
        var generated = Migrations.run(environment, "sample-data", "postgres_target", "--rows", "5000");
        assertThat(generated.exitCode()).isEqualTo(ExitCode.SUCCESS);
        assertThat(generated.out()).startsWith("Generated 5,000 rows in 16 tables at localhost:");

        var again = Migrations.run(environment, "sample-data", "postgres_target", "--rows", "5000");
        assertThat(again.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(again.err())
                .startsWith("error: Nothing was generated at connection 'postgres_target': ERROR: relation ")
                .contains("already exists; drop it there, or name a connection to an empty database");
    }

    @Test
    void connectionsAreListedAndTestedWithoutTheirPasswords() {
        var migrations = Migrations.create(postgres, home);
        var environment = migrations.environment();
        environment.put("AIRFLOW_CONN_OLD", "postgresql://ada:gr3en@localhost:1/old");

        var list = Migrations.run(environment, "connections", "list", "-o", "plain");
        assertThat(list.out().lines()).hasSize(3).first().isEqualTo("old\tlocalhost:1/old\t");
        var test = Migrations.run(environment, "connections", "test");
        assertThat(test.exitCode()).isEqualTo(ExitCode.NEGATIVE);
        assertThat(list.out() + test.out() + test.err())
                .doesNotContain("gr3en")
                .doesNotContain(migrations.source().password());
        assertThat(Migrations.run(environment, "connections", "test", "postgres_source")
                        .exitCode())
                .isEqualTo(ExitCode.SUCCESS);
        var undefined = Migrations.run(environment, "connections", "test", "nope");
        assertThat(undefined.exitCode()).isEqualTo(ExitCode.NEGATIVE);
        assertThat(undefined.out())
                .contains("Connection 'nope' is not defined: set DAGRUNR_CONN_NOPE or AIRFLOW_CONN_NOPE");
    }

    @Test
    void aWorkerNeedsAMetadataDatabaseToShare() {
        var answer = Migrations.run(Map.of("DAGRUNR_HOME", home.toString()), "worker");
        assertThat(answer.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(answer.errors()).singleElement().asString().startsWith("error: DAGRUNR_DATABASE_URL is not set; ");
    }
}
