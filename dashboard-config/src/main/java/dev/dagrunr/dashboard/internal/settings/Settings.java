package dev.dagrunr.dashboard.internal.settings;

import dev.dagrunr.dashboard.internal.web.WebOptions;
import dev.dagrunr.engine.Retention;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * The app's settings. What is not set is empty here and decided by whoever uses it, except {@code home}, which is
 * {@code ~/.dagrunr} then. Immutable.
 *
 * @param databaseUrl the metadata database; an embedded server is used when empty
 * @param parallelism task instances that run at once in this process
 * @param maxActiveTasksPerDag task instances of one DAG that run at once
 * @param retention what of runs that have ended is kept
 * @param confDefaults what the environment says about the conf of a migration
 * @param webCredentials who may use the dashboard; everybody who reaches its port when empty
 * @param webViewer who may look at the dashboard and change nothing
 */
public record Settings(
        Optional<DatabaseUrl> databaseUrl,
        Path home,
        OptionalInt parallelism,
        OptionalInt maxActiveTasksPerDag,
        Retention retention,
        ConfDefaults confDefaults,
        Optional<WebOptions.Credentials> webCredentials,
        Optional<WebOptions.Credentials> webViewer) {
    private static final String DEBUG = "DAGRUNR_DEBUG";
    private static final int MAX_CHUNK = 100_000_000;
    private static final int MAX_PARALLELISM = 1_000;
    private static final int MAX_ROWS = Integer.MAX_VALUE;

    /** Whether an error is printed with its stack trace; asked apart, as other settings may be wrong. */
    public static boolean debug(Map<String, String> environment) {
        return new Variables(environment).isSwitchedOn(DEBUG);
    }

    /** Task instances that run at once in this process: as set, else two for each processor, from 4 to 16. */
    public int tasksAtOnce() {
        return parallelism.orElseGet(() ->
                Math.max(4, Math.min(16, 2 * Runtime.getRuntime().availableProcessors())));
    }

    /** @throws SettingsException when a variable is set to something impossible, naming all such variables */
    public static Settings from(Map<String, String> environment) {
        var variables = new Variables(environment);
        var settings = new Settings(
                variables.databaseUrl("DAGRUNR_DATABASE_URL"),
                variables.path("DAGRUNR_HOME").orElseGet(() -> Path.of(System.getProperty("user.home"), ".dagrunr")),
                variables.number(MAX_PARALLELISM, "DAGRUNR_PARALLELISM", "AIRFLOW__CORE__PARALLELISM"),
                variables.number(
                        MAX_PARALLELISM, "DAGRUNR_MAX_ACTIVE_TASKS_PER_DAG", "AIRFLOW__CORE__MAX_ACTIVE_TASKS_PER_DAG"),
                retention(variables),
                confDefaults(variables),
                variables.credentials("DAGRUNR_WEB_USER", "DAGRUNR_WEB_PASSWORD"),
                variables.credentials("DAGRUNR_WEB_VIEWER_USER", "DAGRUNR_WEB_VIEWER_PASSWORD"));
        variables.requireSwitch(DEBUG);
        variables.throwIfThereAreProblems();
        return settings;
    }

    private static Retention retention(Variables variables) {
        var kept = variables.number(MAX_ROWS, "DAGRUNR_KEEP_RUNS_PER_DAG");
        return new Retention(
                variables.age("DAGRUNR_KEEP_RUNS"),
                kept.isPresent() ? Optional.of(kept.getAsInt()) : Optional.empty(),
                variables.age("DAGRUNR_KEEP_LOGS"),
                variables.age("DAGRUNR_KEEP_VALUES"),
                variables.age("DAGRUNR_KEEP_ATTEMPTS"));
    }

    private static ConfDefaults confDefaults(Variables variables) {
        var conf = new TreeMap<String, Object>();
        putNumber(conf, "chunk_size", variables.number(MAX_CHUNK, "CHUNK_SIZE"));
        putNumber(conf, "partition_threshold", variables.number(MAX_ROWS, "PARTITION_THRESHOLD"));
        putNumber(conf, "max_partitions", variables.number(MAX_PARALLELISM, "MAX_PARTITIONS"));
        putText(conf, "source_conn_id", variables.text("SOURCE_CONN_ID"));
        putText(conf, "target_conn_id", variables.text("TARGET_CONN_ID"));
        putText(conf, "source_schema", variables.text("SOURCE_SCHEMA"));
        putText(conf, "target_schema", variables.text("TARGET_SCHEMA"));
        return new ConfDefaults(conf);
    }

    private static void putNumber(Map<String, Object> conf, String name, OptionalInt number) {
        number.ifPresent(value -> conf.put(name, value));
    }

    private static void putText(Map<String, Object> conf, String name, Optional<String> text) {
        text.ifPresent(value -> conf.put(name, value));
    }
}
