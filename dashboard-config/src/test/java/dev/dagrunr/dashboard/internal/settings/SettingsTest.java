package dev.dagrunr.dashboard.internal.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dagrunr.engine.Retention;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {
    @Test
    void nothingSetLeavesEverythingToItsDefault() {
        var settings = Settings.from(Map.of());
        assertThat(settings.databaseUrl()).isEmpty();
        assertThat(settings.home()).isEqualTo(Path.of(System.getProperty("user.home"), ".dagrunr"));
        assertThat(settings.parallelism()).isEmpty();
        assertThat(settings.confDefaults().values()).isEmpty();
        assertThat(settings.webCredentials()).isEmpty();
    }

    @Test
    void readsEachVariable() {
        var settings = Settings.from(Map.ofEntries(
                Map.entry("DAGRUNR_DATABASE_URL", "postgresql://ada:secret@db/meta"),
                Map.entry("DAGRUNR_HOME", "/var/lib/dagrunr/"),
                Map.entry("DAGRUNR_PARALLELISM", "6"),
                Map.entry("DAGRUNR_MAX_ACTIVE_TASKS_PER_DAG", "4"),
                Map.entry("CHUNK_SIZE", "50000"),
                Map.entry("PARTITION_THRESHOLD", "1000000"),
                Map.entry("MAX_PARTITIONS", "8"),
                Map.entry("SOURCE_CONN_ID", "old"),
                Map.entry("TARGET_CONN_ID", "new"),
                Map.entry("SOURCE_SCHEMA", "shop"),
                Map.entry("TARGET_SCHEMA", "store"),
                Map.entry("DAGRUNR_WEB_USER", "ada"),
                Map.entry("DAGRUNR_WEB_PASSWORD", "secret")));

        assertThat(settings.home()).isEqualTo(Path.of("/var/lib/dagrunr"));
        assertThat(settings.parallelism()).hasValue(6);
        assertThat(settings.maxActiveTasksPerDag()).hasValue(4);
        assertThat(settings.confDefaults().values())
                .isEqualTo(Map.of(
                        "chunk_size", 50_000,
                        "partition_threshold", 1_000_000,
                        "max_partitions", 8,
                        "source_conn_id", "old",
                        "target_conn_id", "new",
                        "source_schema", "shop",
                        "target_schema", "store"));
        assertThat(settings.toString()).doesNotContain("secret");
    }

    @Test
    void readsWhatIsKept() {
        var settings = Settings.from(Map.of(
                "DAGRUNR_KEEP_RUNS", "90d",
                "DAGRUNR_KEEP_RUNS_PER_DAG", "1000",
                "DAGRUNR_KEEP_LOGS", "12h",
                "DAGRUNR_KEEP_VALUES", "30m"));
        assertThat(settings.retention())
                .isEqualTo(Retention.unlimited()
                        .withRuns(Duration.ofDays(90))
                        .withRunsPerDag(1000)
                        .withLogs(Duration.ofHours(12))
                        .withValues(Duration.ofMinutes(30)));
        assertThat(Settings.from(Map.of()).retention()).isEqualTo(Retention.unlimited());
        assertThatThrownBy(() -> Settings.from(Map.of("DAGRUNR_KEEP_LOGS", "a week")))
                .hasMessageContaining("DAGRUNR_KEEP_LOGS is 'a week'; set it to a time such as 90d, 12h or 30m");
    }

    @Test
    void theOldPipelinesNamesServeWhereOursAreNotSet() {
        var both = Map.of("AIRFLOW__CORE__PARALLELISM", "32", "DAGRUNR_PARALLELISM", "2");
        assertThat(Settings.from(both).parallelism()).hasValue(2);
        assertThat(Settings.from(Map.of("AIRFLOW__CORE__PARALLELISM", "32")).parallelism())
                .hasValue(32);
        assertThat(Settings.from(Map.of("AIRFLOW__CORE__MAX_ACTIVE_TASKS_PER_DAG", "16"))
                        .maxActiveTasksPerDag())
                .hasValue(16);
    }

    @Test
    void reportsAllProblemsAtOnceAndNoSecret() {
        var environment = Map.of(
                "CHUNK_SIZE", "0",
                "DAGRUNR_DEBUG", "true",
                "DAGRUNR_PARALLELISM", "many",
                "DAGRUNR_DATABASE_URL", "mysql://ada:secret@db/meta",
                "DAGRUNR_WEB_PASSWORD", "secret");
        var error = catchThrowableOfType(SettingsException.class, () -> Settings.from(environment));
        assertThat(error.problems())
                .containsExactlyInAnyOrder(
                        "CHUNK_SIZE is '0'; set it to a whole number from 1 to 100000000 or leave it unset.",
                        "DAGRUNR_DEBUG is 'true'; set it to 1 or leave it unset.",
                        "DAGRUNR_PARALLELISM is 'many'; set it to a whole number from 1 to 1000 or leave it unset.",
                        "DAGRUNR_DATABASE_URL is not the address of a PostgreSQL database; "
                                + "write it as postgresql://user:password@host:5432/database.",
                        "DAGRUNR_WEB_USER is not set but DAGRUNR_WEB_PASSWORD is; set both or none.");
    }

    @Test
    void stackTracesAreAskedForByOneAlone() {
        assertThat(Settings.debug(Map.of())).isFalse();
        assertThat(Settings.debug(Map.of("DAGRUNR_DEBUG", "0"))).isFalse();
        assertThat(Settings.debug(Map.of("DAGRUNR_DEBUG", "1"))).isTrue();
    }

    @Test
    void aConfGivenWithARunWinsOverTheEnvironment() {
        var defaults = Settings.from(Map.of("CHUNK_SIZE", "5", "SOURCE_SCHEMA", "shop"))
                .confDefaults();
        assertThat(defaults.under(Map.of("chunk_size", 7))).isEqualTo(Map.of("chunk_size", 7, "source_schema", "shop"));
    }
}
