package dev.dagrunr.dashboard.internal.cli;

import static dev.dagrunr.dashboard.internal.cli.Migrations.MIGRATION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dagrunr.testsupport.CuttingProxy;
import dev.dagrunr.testsupport.PostgresExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TriggerIT {
    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    @TempDir
    private Path home;

    private Migrations migrations;

    @BeforeEach
    void createDatabases() {
        migrations = Migrations.create(postgres, home);
    }

    @Test
    void aMigrationRunsInTheProcessThatWaitsForItWhenNoNodeIsAlive() {
        var answer = migrations.run(
                "dags",
                "trigger",
                MIGRATION,
                "--run-id",
                "first",
                "--wait",
                "--conf",
                "{\"validation_mode\": \"checksum\"}");

        assertThat(answer.exitCode()).as(answer.err()).isEqualTo(ExitCode.SUCCESS);
        assertThat(answer.out())
                .containsPattern("public.author +50 +1 .* equal by checksum")
                .containsPattern("public.book +500 +1 .* equal by checksum")
                .containsPattern("total: 2 of 2 complete +550 .* all equal by checksum")
                .containsPattern("Run first of DAG " + MIGRATION + " ended with success after .* s\\.");
        assertThat(migrations.texts(migrations.target(), "select count(*)::text from book"))
                .containsExactly("500");

        assertThat(migrations
                        .run("dags", "state", MIGRATION, "--run-id", "first")
                        .out())
                .isEqualTo("success\n");
        var again = migrations.run("dags", "trigger", MIGRATION, "--run-id", "first", "--wait");
        assertThat(again.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(again.err())
                .isEqualTo("error: DAG '" + MIGRATION
                        + "' has a run 'first' already; choose another run id, or attach to that run.\n");
        var attached = migrations.run("dags", "trigger", MIGRATION, "--run-id", "first", "--attach", "--wait");
        assertThat(attached.exitCode()).isEqualTo(ExitCode.SUCCESS);

        migrations.execute(migrations.target(), "delete from book where id = 7");
        var validation = migrations.run("validate");
        assertThat(validation.exitCode()).isEqualTo(ExitCode.NEGATIVE);
        assertThat(validation.out()).contains("DIFFER public.book: 500 rows on the source, 499 on the target (-1)");
        assertThat(validation.errors())
                .containsExactly("error: confirm_validation: 1 of 2 tables differ: public.book: 500 rows on the source,"
                        + " 499 on the target.");
    }

    @Test
    void aMetadataDatabaseThatIsAwayForAWhileIsWaitedFor() throws Exception {
        var terminal = RecordingTerminal.unseen();
        try (var proxy = CuttingProxy.before(migrations.metadata());
                var lock = migrations.source().dataSource().getConnection();
                var locking = lock.createStatement()) {
            lock.setAutoCommit(false);
            locking.execute("lock table book");
            var environment = migrations.environment();
            environment.put(
                    "DAGRUNR_DATABASE_URL", proxy.way(migrations.metadata()).uri());
            var exitCode = CompletableFuture.supplyAsync(() -> RootCommand.run(
                    environment, terminal.terminal(), "dags", "trigger", MIGRATION, "--run-id", "away", "--wait"));
            await().atMost(Duration.ofSeconds(60)).until(() -> terminal.err().contains("; running "));
            proxy.goDown();
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> terminal.err().contains("The metadata database does not answer; waiting for it.\n"));
            lock.rollback();
            proxy.comeUp();

            assertThat(exitCode.get(60, TimeUnit.SECONDS)).as(terminal.err()).isEqualTo(ExitCode.SUCCESS);
        }
        assertThat(terminal.err()).doesNotContain("error: ");
        assertThat(terminal.out()).contains("total: 2 of 2 complete", "Run away of DAG");
    }

    @Test
    void withoutWaitingTheRunIsCreatedAndWaitsForANode() {
        var answer = migrations.run("dags", "trigger", MIGRATION, "--run-id", "later");

        assertThat(answer.exitCode()).isEqualTo(ExitCode.SUCCESS);
        assertThat(answer.out()).isEqualTo("later\n");
        assertThat(answer.err())
                .isEqualTo("No node is running: run later waits until one is started, with 'dagrunr standalone' or"
                        + " 'dagrunr worker'.\n");
        assertThat(migrations
                        .run("dags", "state", MIGRATION, "--run-id", "later")
                        .out())
                .isEqualTo("running\n");
    }

    static Stream<Arguments> wrongConfs() {
        var notUsable = "error: The conf of DAG '" + MIGRATION + "' is not usable: ";
        return Stream.of(
                Arguments.of(
                        "{\"chunk_sise\": 5}", notUsable + "key 'chunk_sise' is unknown (known are source_conn_id,"),
                Arguments.of("{\"chunk_size\": 0}", notUsable + "key 'chunk_size' is 0, but must be at least 1.\n"),
                Arguments.of("{\"chunk_size\": null}", notUsable + "key 'chunk_size' is null and needs a value.\n"),
                Arguments.of("{\"chunk_size\": ", notUsable + "it is not valid JSON at line 1, column "),
                Arguments.of("[]", notUsable + "it must be a JSON object such as {\"key\": \"value\"}.\n"));
    }

    @ParameterizedTest
    @MethodSource("wrongConfs")
    void aWrongConfIsRefusedBeforeThereIsARun(String conf, String sentence) {
        var answer = migrations.run("dags", "trigger", MIGRATION, "--wait", "--conf", conf);

        assertThat(answer.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(answer.err()).startsWith(sentence).hasLineCount(1);
        assertThat(answer.out()).isEmpty();
        assertThat(migrations.run("dags", "list-runs", MIGRATION, "-o", "plain").out())
                .isEmpty();
        migrations.assertNothingChangedOnTheTarget();
    }

    @Test
    void anUnknownDagIsRefusedBeforeADatabaseIsOpened() {
        var environment = migrations.environment();
        environment.put("DAGRUNR_DATABASE_URL", "postgresql://nobody:nothing@localhost:1/nowhere");

        var answer = Migrations.run(environment, "dags", "trigger", "nope", "--wait");

        assertThat(answer.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(answer.err())
                .isEqualTo("error: There is no DAG 'nope'; there are postgres_to_postgres_migration and"
                        + " validate_migration_env.\n");
    }

    @Test
    void aMetadataDatabaseThatDoesNotAnswerIsNamedWithoutItsPassword() {
        var environment = migrations.environment();
        environment.put("DAGRUNR_DATABASE_URL", "postgresql://ada:gr3en-password@localhost:1/meta");

        var answer = Migrations.run(environment, "dags", "list-runs", MIGRATION);

        assertThat(answer.exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(answer.err())
                .startsWith("error: The metadata database postgresql://ada@localhost:1/meta cannot be used: ")
                .endsWith("Check DAGRUNR_DATABASE_URL.\n")
                .doesNotContain("gr3en");
    }

    @Test
    void anUnreachableSourceFailsTheRunWithOneSentenceAndNoSecretIsKept() {
        var environment = migrations.environment();
        environment.put("DAGRUNR_CONN_POSTGRES_SOURCE", "postgresql://ada:gr3en-password@localhost:1/src");

        var answer = Migrations.run(environment, "dags", "trigger", MIGRATION, "--wait");

        assertFailed(answer, "Connection 'postgres_source' cannot open a session on localhost:1/src: ");
        assertThat(answer.out() + answer.err()).doesNotContain("gr3en-password");
        assertThat(migrations.metadataDump()).isNotEmpty().noneMatch(value -> value.contains("gr3en-password"));
    }

    @Test
    void aPasswordThatIsRefusedIsNowhereKept() {
        var environment = migrations.environment();
        var wrong = migrations.source().uri().replace(":" + migrations.source().password() + "@", ":gr3en-password@");
        environment.put("DAGRUNR_CONN_POSTGRES_SOURCE", wrong);

        var answer = Migrations.run(environment, "dags", "trigger", MIGRATION, "--wait");

        assertFailed(answer, "Connection 'postgres_source' cannot open a session on ");
        assertThat(answer.out() + answer.err()).doesNotContain("gr3en-password");
        assertThat(migrations.metadataDump()).isNotEmpty().noneMatch(value -> value.contains("gr3en-password"));
    }

    @Test
    void aMissingSchemaIsNamed() {
        var answer =
                migrations.run("dags", "trigger", MIGRATION, "--wait", "--conf", "{\"source_schema\": \"nosuch\"}");

        assertFailed(answer, "Schema 'nosuch' does not exist in this database; it has 'public'.");
    }

    @Test
    void aDatabaseIsNotMigratedOntoItself() {
        var environment = migrations.environment();
        environment.put("DAGRUNR_CONN_POSTGRES_TARGET", migrations.source().uri());

        var answer = Migrations.run(environment, "dags", "trigger", MIGRATION, "--wait");

        assertFailed(answer, "Source 'postgres_source' and target 'postgres_target' are the same database, ");
        assertThat(answer.err()).contains("name another target_conn_id or target_schema.");
    }

    @Test
    void aTargetWithRowsIsLeftAsItIs() {
        migrations.execute(migrations.target(), "create table book (id int); insert into book values (1)");

        var answer = migrations.run("dags", "trigger", MIGRATION, "--wait");

        assertThat(answer.exitCode()).isEqualTo(ExitCode.NEGATIVE);
        assertThat(answer.errors())
                .singleElement()
                .asString()
                .startsWith("error: extract_source_schema: The target has rows in public.book already; set"
                        + " drop_existing_tables or truncate_existing_tables to true to replace them");
        assertThat(migrations.tablesOfTarget()).containsExactly("book");
        assertThat(migrations.texts(migrations.target(), "select id::text from book"))
                .containsExactly("1");
    }

    private void assertFailed(Migrations.Answer answer, String sentence) {
        assertThat(answer.exitCode()).isEqualTo(ExitCode.NEGATIVE);
        assertThat(answer.errors()).singleElement().asString().startsWith("error: extract_source_schema: " + sentence);
        assertThat(answer.err()).doesNotContain("\tat ");
        migrations.assertNothingChangedOnTheTarget();
    }
}
