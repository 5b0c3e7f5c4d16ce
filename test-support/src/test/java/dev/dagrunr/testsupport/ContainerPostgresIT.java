package dev.dagrunr.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.condition.EnabledIf;
import org.testcontainers.DockerClientFactory;

/** Where a Docker daemon answers, a container serves as well as the embedded server. */
@DisabledIfEnvironmentVariable(named = "DAGRUNR_TEST_POSTGRES", matches = "embedded")
@EnabledIf(value = "daemonAnswers", disabledReason = "no Docker daemon answers")
class ContainerPostgresIT {

    static boolean daemonAnswers() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    @Test
    void aContainerGivesDatabasesLikeTheEmbeddedServer() {
        try (var container = SharedPostgres.announced(SharedPostgres.container())) {
            var database = Databases.create(container.maintenance(), "of_a_test");

            assertThat(Sql.queryText(database.dataSource(), "show timezone")).isEqualTo(PostgresServer.TIME_ZONE);
            assertThat(Sql.queryText(database.dataSource(), "show server_version"))
                    .matches("\\d+.*");
        }
    }
}
