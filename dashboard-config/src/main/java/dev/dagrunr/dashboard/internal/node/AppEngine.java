package dev.dagrunr.dashboard.internal.node;

import dev.dagrunr.dag.Dag;
import dev.dagrunr.dashboard.internal.settings.Settings;
import dev.dagrunr.engine.DagRunr;
import dev.dagrunr.engine.DagRunrConfiguration;
import dev.dagrunr.engine.NodeInfo;
import java.time.Duration;

/**
 * The engine of this process on its metadata database. It begins connected: it can trigger, look at and repair runs, and
 * runs no task; {@link #work()} makes it a node. Closing it ends the engine first, so that running tasks are given back,
 * then the database and the DAGs' connections. Confined to one thread, except for what {@link #dagrunr()} gives.
 */
public final class AppEngine implements AutoCloseable {
    private static final int CONNECTIONS_BESIDE_TASKS = 10;
    /** Schemas travel between tasks as one value, and that of a large database is large. */
    private static final int VALUE_BYTES = 64 << 20;

    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Settings settings;
    private final AppDags dags;
    private final MetadataDatabase database;
    private final AppMetrics metrics;
    private DagRunr dagrunr;
    private boolean working;

    private AppEngine(Settings settings, AppDags dags, MetadataDatabase database, AppMetrics metrics) {
        this.settings = settings;
        this.dags = dags;
        this.database = database;
        this.metrics = metrics;
        this.dagrunr = configuration().connect();
        metrics.watch(dagrunr);
    }

    /** Opens the metadata database, brings its schema up to date and connects to it. */
    public static AppEngine connect(Settings settings, AppDags dags) {
        return connect(settings, dags, MetadataDatabase.open(settings, connections(settings)));
    }

    /** As {@link #connect(Settings, AppDags)}, on a database that is open; closing the engine closes it. */
    public static AppEngine connect(Settings settings, AppDags dags, MetadataDatabase database) {
        try {
            return new AppEngine(settings, dags, database, new AppMetrics());
        } catch (RuntimeException e) {
            database.close();
            dags.close();
            throw e;
        }
    }

    /** How many connections the engine wants from its metadata database. */
    public static int connections(Settings settings) {
        return settings.tasksAtOnce() + CONNECTIONS_BESIDE_TASKS;
    }

    private DagRunrConfiguration configuration() {
        var configuration = DagRunr.configure()
                .dataSource(database.dataSource())
                .dags(dags.all().toArray(Dag<?>[]::new))
                .parallelism(settings.tasksAtOnce())
                .retention(settings.retention())
                .maxValueBytes(VALUE_BYTES)
                .observer(metrics.observer());
        settings.maxActiveTasksPerDag().ifPresent(configuration::maxActiveTasks);
        return configuration;
    }

    /** Begins to run tasks here. When it cannot, it stays connected as it was. */
    public AppEngine work() {
        if (!working) {
            var node = configuration().start();
            dagrunr.close();
            dagrunr = node;
            metrics.watch(dagrunr);
            working = true;
        }
        return this;
    }

    /** Whether tasks run in this process. */
    public boolean working() {
        return working;
    }

    /** Whether some process runs tasks on this metadata database. */
    public boolean hasLiveNode() {
        return dagrunr.nodes().stream().anyMatch(NodeInfo::alive);
    }

    public DagRunr dagrunr() {
        return dagrunr;
    }

    public AppMetrics metrics() {
        return metrics;
    }

    public AppDags dags() {
        return dags;
    }

    public MetadataDatabase database() {
        return database;
    }

    @Override
    public void close() {
        try (dags;
                database) {
            dagrunr.close(GRACE);
        }
    }
}
