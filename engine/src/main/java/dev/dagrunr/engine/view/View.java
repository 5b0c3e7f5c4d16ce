package dev.dagrunr.engine.view;

import dev.dagrunr.engine.LogLine;
import dev.dagrunr.engine.internal.store.AttemptView;
import dev.dagrunr.engine.internal.store.DagStore;
import dev.dagrunr.engine.internal.store.Database;
import dev.dagrunr.engine.internal.store.InstanceList;
import dev.dagrunr.engine.internal.store.RunView;
import dev.dagrunr.engine.internal.store.TaskView;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks at DAGs, runs and task instances. Each call is one look at the metadata database; two calls see two moments. To be
 * had from {@link dev.dagrunr.engine.DagRunr#view()}. Thread-safe.
 *
 * <p>Every method throws {@link dev.dagrunr.engine.DagRunrException} with {@code DATABASE} when the metadata database does
 * not answer.
 */
public final class View {
    private final Database database;

    public View(Database database) {
        this.database = database;
    }

    /** Every DAG that a node has registered, by id, each with as many of its newest runs. */
    public List<DagSummary> dags(int recentRuns) {
        return database.inTransaction(connection -> RunView.dags(connection, null, recentRuns));
    }

    public Optional<DagSummary> dag(String dagId, int recentRuns) {
        return database.inTransaction(connection -> RunView.dags(connection, dagId, recentRuns)).stream()
                .findFirst();
    }

    /** The newest runs first. */
    public Page<RunSummary> runs(RunFilter filter, PageRequest page) {
        return database.inTransaction(connection -> RunView.runs(connection, filter, page));
    }

    public Optional<RunSummary> run(String dagId, String runId) {
        return database.inTransaction(connection -> RunView.run(connection, dagId, runId));
    }

    /** The runs that tasks of a run wait for, or have waited for, the newest first. */
    public List<RunSummary> children(long run) {
        return database.inTransaction(connection -> RunView.children(connection, run));
    }

    /** The tasks of runs, in no order, each with its instances counted by state. Does not read the instances that ended. */
    public List<TaskSummary> tasks(List<Long> runs) {
        return database.inTransaction(connection -> TaskView.tasks(connection, runs));
    }

    /** By task. Reads every instance of the run. */
    public Map<String, TaskTimes> times(long run) {
        return database.inTransaction(connection -> TaskView.times(connection, run));
    }

    /** How long a successful instance of a task takes lately; empty when none has succeeded. */
    public Optional<Duration> medianDuration(String dagId, String taskId) {
        return database.inTransaction(connection -> TaskView.median(connection, dagId, taskId));
    }

    public Page<InstanceView> instances(InstanceFilter filter, PageRequest page) {
        return database.inTransaction(connection -> InstanceList.page(connection, filter, page));
    }

    /** @param mapIndex -1 for a task that is not mapped or not expanded yet */
    public Optional<InstanceView> instance(long run, String taskId, int mapIndex) {
        return database.inTransaction(connection -> InstanceList.find(connection, run, taskId, mapIndex));
    }

    /** Instances that failed by themselves, the first failure first. */
    public List<InstanceView> failed(long run, int limit) {
        return database.inTransaction(connection -> InstanceList.failed(connection, run, limit));
    }

    /** The attempts of an instance that have ended, the first one first. */
    public List<TryView> tries(long instance) {
        return database.inTransaction(connection -> AttemptView.tries(connection, instance));
    }

    /** The oldest lines first. */
    public List<LogLine> log(long instance, LogFilter filter, int limit) {
        return database.inTransaction(connection -> AttemptView.log(connection, instance, filter, limit));
    }

    /**
     * What one instance returned: one value, or the elements of a list that tasks can be expanded over.
     *
     * @param characters after which each value is cut off
     */
    public Page<XComView> xcoms(long run, String taskId, int mapIndex, int characters, PageRequest page) {
        return database.inTransaction(connection -> new Page<>(
                AttemptView.xcoms(connection, run, taskId, mapIndex, characters, page.offset(), page.limit()),
                AttemptView.xcomCount(connection, run, taskId, mapIndex),
                page));
    }

    /** The shape of that hash, as a JSON object whose {@code tasks} have an {@code id} and the ids in {@code upstream}. */
    public Optional<String> structure(String hash) {
        return database.inTransaction(connection -> DagStore.structure(connection, hash));
    }

    /** The shapes that a DAG had, the newest first. */
    public List<StructureVersion> versions(String dagId) {
        return database.inTransaction(connection -> RunView.versions(connection, dagId));
    }

    /** The nodes of this metadata database, also those that were lost within the last hour. */
    public List<NodeView> nodes() {
        return database.inTransaction(AttemptView::nodes);
    }
}
