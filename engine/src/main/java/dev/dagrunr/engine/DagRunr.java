package dev.dagrunr.engine;

import dev.dagrunr.dag.Dag;
import dev.dagrunr.engine.internal.json.Conf;
import dev.dagrunr.engine.internal.run.Engine;
import dev.dagrunr.engine.internal.store.DagStore;
import dev.dagrunr.engine.internal.store.LoadStore;
import dev.dagrunr.engine.internal.store.NodeStore;
import dev.dagrunr.engine.internal.store.RunStore;
import dev.dagrunr.engine.view.View;
import java.time.Duration;
import java.util.List;

/**
 * An engine: one node of any number that share a metadata database. An instance to close, nothing global:
 *
 * <pre>{@code
 * try (var dagrunr = DagRunr.configure().dataSource(dataSource).dags(wordCount).start()) {
 *     var run = dagrunr.runner(wordCount).trigger(new Text("to be or not to be"));
 *     run.await(Duration.ofMinutes(1));
 * }
 * }</pre>
 *
 * <p>Tasks run at least once: a node can die after the last line of a body, and another runs it again. Each result is
 * stored once, together with what follows from it. Thread-safe.
 */
public final class DagRunr implements AutoCloseable {
    private final Engine engine;

    DagRunr(Engine engine) {
        this.engine = engine;
    }

    /** Begins the configuration of an engine; a data source and the DAGs are all that it needs. */
    public static DagRunrConfiguration configure() {
        return new DagRunrConfiguration();
    }

    /**
     * Reads a conf as a trigger reads it, without a database: fields that it leaves out come from the DAG's defaults.
     *
     * @throws DagRunrException with {@link ErrorCode#INVALID_CONF} and every fault of the conf
     */
    public static <P extends Record> P readConf(Dag<P> dag, String json) {
        return Conf.read(dag, json);
    }

    /** Triggers runs of a DAG that this engine was configured with. */
    public <P extends Record> DagRunner<P> runner(Dag<P> dag) {
        if (engine.dag(dag.id()) != dag) {
            throw new DagRunrException(
                    ErrorCode.UNKNOWN_DAG,
                    "The DAG '" + dag.id() + "' given here is not the one that the engine was configured with");
        }
        return new DagRunner<>(engine, dag);
    }

    /**
     * Triggers runs of a DAG by its id.
     *
     * @throws DagRunrException with {@link ErrorCode#UNKNOWN_DAG} when this engine was not configured with it
     */
    public DagRunner<?> runner(String dagId) {
        return new DagRunner<>(engine, engine.dag(dagId));
    }

    /** @throws DagRunrException with {@link ErrorCode#UNKNOWN_RUN} when the DAG has no such run */
    public RunHandle run(String dagId, String runId) {
        return new RunHandle(engine, dagId, runId, engine.requireRun(dagId, runId));
    }

    /** The newest runs of a DAG first. */
    public List<RunInfo> runs(String dagId, int limit) {
        return engine.database().inTransaction(connection -> RunStore.latest(connection, dagId, limit));
    }

    /**
     * Holds a DAG back: its queued runs do not start, its running runs start no further task, and no scheduled run is
     * created. Tasks that are queued or running go on to their end. Runs that are triggered meanwhile stay queued.
     *
     * @throws DagRunrException with {@link ErrorCode#UNKNOWN_DAG} when no node has registered the DAG
     */
    public void pause(String dagId) {
        engine.pause(dagId);
    }

    /**
     * Undoes {@link #pause}; does nothing to a DAG that is not paused.
     *
     * @throws DagRunrException with {@link ErrorCode#UNKNOWN_DAG} when no node has registered the DAG
     */
    public void unpause(String dagId) {
        engine.unpause(dagId);
    }

    /** Every DAG that a node has registered in this metadata database, by id. */
    public List<DagInfo> dags() {
        return engine.database().inTransaction(DagStore::all);
    }

    /** The pools that task instances of all DAGs take slots of, by name. */
    public List<PoolInfo> pools() {
        return engine.pools();
    }

    /**
     * Makes a pool, or changes one. What runs goes on when there are fewer slots than before; what waits starts at once when
     * there are more.
     *
     * @throws DagRunrException with {@link ErrorCode#INVALID_CONFIGURATION} when the name or the number of slots is not valid
     */
    public void setPool(PoolSettings pool) {
        engine.setPool(pool);
    }

    /** @throws DagRunrException when there is no such pool, when it is the default pool, or when a run under way names it */
    public void deletePool(String name) {
        engine.deletePool(name);
    }

    /**
     * Deletes what of old runs the options say, a few rows in a transaction, and returns once all of it is gone. What a
     * {@link Retention} never deletes stays here too.
     */
    public Cleaned clean(CleanOptions options) {
        return engine.cleaning().clean(options);
    }

    /** How much {@link #clean} would delete. */
    public Cleaned previewClean(CleanOptions options) {
        return engine.cleaning().preview(options);
    }

    /** The nodes of this metadata database, also those that were lost within the last hour. */
    public List<NodeInfo> nodes() {
        return engine.database().inTransaction(NodeStore::all);
    }

    /** How much there is to do on all nodes: for a gauge that is read every few seconds. */
    public Load load() {
        return engine.database().inTransaction(LoadStore::read);
    }

    /** For pages and programs that show runs: paged, filtered and summed up. */
    public View view() {
        return new View(engine.database());
    }

    /**
     * What JobRunr's dashboard is built from: {@code org.jobrunr.storage.StorageProvider} and {@code
     * org.jobrunr.utils.mapper.JsonMapper}. Named by their classes so that this API does not depend on JobRunr's.
     *
     * @throws IllegalArgumentException for any other class
     */
    public <T> T unwrap(Class<T> type) {
        var queue = engine.queue();
        for (var part : List.of(queue.storageProvider(), queue.jsonMapper())) {
            if (type.isInstance(part)) {
                return type.cast(part);
            }
        }
        throw new IllegalArgumentException("There is no " + type.getName() + " to unwrap");
    }

    /**
     * Begins to run tasks, after {@link DagRunrConfiguration#prepare}.
     *
     * @throws IllegalStateException when this engine runs tasks already
     */
    public void takeWork() {
        engine.takeWork();
    }

    /**
     * Takes no more work and waits {@code grace} for running tasks; those that still run then are interrupted and queued
     * again for other nodes, without consuming a try.
     */
    public void close(Duration grace) {
        engine.close(grace);
    }

    /** {@link #close(Duration)} with 5 seconds. */
    @Override
    public void close() {
        engine.close();
    }
}
