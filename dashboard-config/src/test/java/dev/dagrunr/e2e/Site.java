package dev.dagrunr.e2e;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.dag.RunState;
import dev.dagrunr.dashboard.internal.node.AppMetrics;
import dev.dagrunr.engine.DagRunr;
import dev.dagrunr.engine.DagRunrConfiguration;
import dev.dagrunr.engine.RunHandle;
import dev.dagrunr.engine.TaskInstanceInfo;
import dev.dagrunr.engine.TriggerOptions;
import dev.dagrunr.migration.MigrationDag;
import dev.dagrunr.migration.MigrationDags;
import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.testsupport.Database;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A node that migrates, in this process. Confined to one thread. */
final class Site implements AutoCloseable {
    static final String SOURCE = "postgres_source";
    static final String TARGET = "postgres_target";

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Connections connections;
    private final HikariDataSource pool;
    private final DagRunr dagrunr;
    private final AppMetrics metrics;

    private Site(Connections connections, HikariDataSource pool, DagRunr dagrunr, AppMetrics metrics) {
        this.connections = connections;
        this.pool = pool;
        this.dagrunr = dagrunr;
        this.metrics = metrics;
        metrics.watch(dagrunr);
    }

    /** The variables that name a source and a target. */
    static Map<String, String> environment(Database source, Database target) {
        return Map.of(
                "DAGRUNR_CONN_POSTGRES_SOURCE", source.uri(),
                "DAGRUNR_CONN_POSTGRES_TARGET", target.uri());
    }

    /** A node that runs tasks. */
    static Site open(Database metadata, Map<String, String> environment) {
        return open(
                metadata,
                environment,
                "here",
                configuration -> configuration.parallelism(4).start());
    }

    /** One of several, which leaves work to the others. */
    static Site work(Database metadata, Map<String, String> environment, String name) {
        return open(
                metadata,
                environment,
                name,
                configuration -> configuration.parallelism(2).start());
    }

    /** Only triggers and looks; other processes run the tasks. */
    static Site watch(Database metadata, Map<String, String> environment) {
        return open(metadata, environment, "watcher", DagRunrConfiguration::connect);
    }

    private static Site open(
            Database metadata,
            Map<String, String> environment,
            String name,
            Function<DagRunrConfiguration, DagRunr> start) {
        var all = new HashMap<>(environment);
        all.putIfAbsent("PG_POOL_MAXCONN", "12");
        var connections = Connections.from(all);
        var dags = MigrationDags.create(connections, all);
        var config = new HikariConfig();
        config.setDataSource(metadata.dataSource());
        config.setMaximumPoolSize(12);
        var pool = new HikariDataSource(config);
        var metrics = new AppMetrics();
        var configuration = DagRunr.configure()
                .dataSource(pool)
                .dags(dags.migration(), dags.validation())
                .nodeName(name)
                .observer(metrics.observer());
        return new Site(connections, pool, start.apply(configuration), metrics);
    }

    DagRunr dagrunr() {
        return dagrunr;
    }

    AppMetrics metrics() {
        return metrics;
    }

    Connections connections() {
        return connections;
    }

    RunHandle trigger(String conf) {
        return dagrunr.runner(MigrationDag.ID).triggerJson(conf, TriggerOptions.defaults());
    }

    /** Triggers a migration and waits for its end. */
    RunHandle migrate(String conf) throws InterruptedException {
        var run = trigger(conf);
        awaitEnd(run);
        return run;
    }

    static RunState awaitEnd(RunHandle run) throws InterruptedException {
        var state = run.await(PATIENCE);
        if (!state.finished()) {
            throw new AssertionError("run " + run.runId() + " has not ended: " + text(run));
        }
        return state;
    }

    /** Lets time go by for other processes, which no clock of this one can be stepped for. */
    static void pass(Duration time) throws InterruptedException {
        new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** {@code task[label] state reason}, a line each, for messages. */
    static String text(RunHandle run) {
        return run.tasks().stream()
                .map(task -> "%s[%s] %s %s"
                        .formatted(task.taskId(), task.label(), task.state().wireName(), task.reason()))
                .collect(Collectors.joining("\n"));
    }

    static TaskInstanceInfo task(RunHandle run, String taskId) {
        return run.tasks().stream()
                .filter(task -> task.taskId().equals(taskId))
                .findFirst()
                .orElseThrow();
    }

    static TaskInstanceInfo task(RunHandle run, String taskId, String label) {
        return run.tasks().stream()
                .filter(task -> task.taskId().equals(taskId) && task.label().equals(label))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        dagrunr.close();
        pool.close();
        connections.close();
    }
}
