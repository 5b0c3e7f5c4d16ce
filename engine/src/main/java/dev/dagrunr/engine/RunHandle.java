package dev.dagrunr.engine;

import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.TaskState;
import dev.dagrunr.engine.internal.json.Json;
import dev.dagrunr.engine.internal.run.Engine;
import dev.dagrunr.engine.internal.store.InstanceReport;
import dev.dagrunr.engine.internal.store.LogStore;
import dev.dagrunr.engine.internal.store.RunStore;
import dev.dagrunr.engine.internal.store.StoredInstance;
import dev.dagrunr.engine.internal.store.XComStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A run of a DAG, to wait for, look at and repair. Reads the store at every call. Thread-safe. */
public final class RunHandle {
    private static final long POLL_MILLIS = 1_000;

    private final Engine engine;
    private final String dagId;
    private final String runId;
    private final long key;

    RunHandle(Engine engine, String dagId, String runId, long key) {
        this.engine = engine;
        this.dagId = dagId;
        this.runId = runId;
        this.key = key;
    }

    public String dagId() {
        return dagId;
    }

    public String runId() {
        return runId;
    }

    public RunInfo info() {
        return engine.database()
                .inTransaction(connection -> RunStore.find(connection, key))
                .orElseThrow(() -> new DagRunrException(
                        ErrorCode.UNKNOWN_RUN,
                        "There is no run '" + runId + "' of DAG '" + dagId
                                + "': it was deleted, or the transaction that triggered it has not been committed"));
    }

    public RunState state() {
        return info().state();
    }

    /**
     * Waits until the run has ended, or the time is over. Rides out a metadata database that does not answer for a while.
     *
     * @return the state at that moment
     */
    public RunState await(Duration time) throws InterruptedException {
        long deadline = System.nanoTime() + time.toNanos();
        while (true) {
            try (var waiter = engine.waiters().add(key)) {
                var state = state(deadline);
                long left = millisUntil(deadline);
                if (state.isPresent() && (state.get().finished() || left <= 0)) {
                    return state.get();
                }
                // a signal can be lost with a connection: look again now and then
                waiter.latch().await(Math.min(left, POLL_MILLIS), TimeUnit.MILLISECONDS);
            }
        }
    }

    /** Empty while the metadata database does not answer and there is time to ask again. */
    private Optional<RunState> state(long deadline) {
        try {
            return Optional.of(state());
        } catch (DagRunrException e) {
            if (e.code() != ErrorCode.DATABASE || millisUntil(deadline) <= 0) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private static long millisUntil(long deadline) {
        return TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    }

    /** All task instances, in the order of the tasks' declaration and of their map indexes. */
    public List<TaskInstanceInfo> tasks() {
        return engine.database().inTransaction(connection -> InstanceReport.ofRun(connection, key));
    }

    /** The value of a task; empty when it has none (yet). */
    public <T> Optional<T> result(String taskId, Class<T> type) {
        return resultJson(taskId, -1).map(json -> Json.read(json, type));
    }

    /** The value of one task instance as JSON; empty when it has none (yet). A list that tasks expand over is an array. */
    public Optional<String> resultJson(String taskId, int mapIndex) {
        return engine.database().inTransaction(connection -> {
            var elements = XComStore.elements(connection, key, taskId, mapIndex);
            return elements.isEmpty()
                    ? XComStore.value(connection, key, taskId, mapIndex)
                    : Optional.of("[" + String.join(",", elements) + "]");
        });
    }

    /** The log of all attempts of one task instance, the oldest line first; map index -1 for a task that is not mapped. */
    public List<LogLine> log(String taskId, int mapIndex) {
        var instance = tasks().stream()
                .filter(task -> task.taskId().equals(taskId) && task.mapIndex() == mapIndex)
                .findFirst()
                .orElseThrow(() -> new DagRunrException(
                        ErrorCode.UNKNOWN_TASK,
                        "Run '" + runId + "' has no task instance '" + taskId + "'"
                                + (mapIndex < 0 ? "" : " with map index " + mapIndex)));
        return engine.database().inTransaction(connection -> LogStore.lines(connection, instance.key()));
    }

    /** The task instances that {@link #clear} would reset, without resetting them. */
    public List<TaskInstanceInfo> clearable(ClearOptions options) {
        return infos(engine.clearable(key, options));
    }

    /**
     * How many instances {@link #clear} would reset, and some of them, without a look at the whole run.
     *
     * @param most how many instances are named
     */
    public ClearPreview clearPreview(ClearOptions options, int most) {
        return engine.clearPreview(key, options, most);
    }

    /**
     * Resets task instances, so that they run again when their trigger rules let them; attempts under way are
     * interrupted. The run goes on, also one that had ended.
     *
     * @return the instances that were reset
     */
    public List<TaskInstanceInfo> clear(ClearOptions options) {
        return infos(engine.clear(key, options));
    }

    /**
     * Gives the chosen task instances the state success; attempts under way are interrupted. Then instances after them that
     * failed, or could not run, are cleared: they run, also when the run had ended. A branch that is marked follows all
     * tasks after it, a short circuit goes on.
     *
     * @return the instances that have the state now
     */
    public List<TaskInstanceInfo> markSuccess(ClearOptions chosen) {
        return infos(engine.mark(key, chosen, TaskState.SUCCESS));
    }

    /** As {@link #markSuccess(ClearOptions)}, with the state failed. */
    public List<TaskInstanceInfo> markFailed(ClearOptions chosen) {
        return infos(engine.mark(key, chosen, TaskState.FAILED));
    }

    /**
     * Ends the run as a success, and every task instance of it but teardowns that have not ended: those still run, and the
     * run ends after them.
     */
    public void markSuccess() {
        engine.succeed(key);
    }

    /**
     * Ends the run as failed: what runs is interrupted and fails, what has not begun is skipped. Teardowns that have not
     * ended still run, and the run ends after them; {@link #stop} ends them too.
     */
    public void markFailed() {
        markFailed("Marked failed");
    }

    /** As {@link #markFailed()}, with a reason for people. */
    public void markFailed(String reason) {
        engine.failRun(key, reason);
    }

    /**
     * Runs what failed, and all after it, in a new run with the same conf, which takes over the values of all else that had
     * succeeded. Setups that it works with are made anew, since their teardowns have run. This run stays as it is.
     *
     * @throws DagRunrException with {@link ErrorCode#INVALID_STATE} when this run has not ended or nothing in it failed, with
     *     {@link ErrorCode#RUN_EXISTS} when the DAG has a run of that id
     */
    public RunHandle rerunFailed(String newRunId) {
        var copy = engine.rerun(key, engine.settings().runIds().require(newRunId))
                .orElseThrow(() -> new DagRunrException(
                        ErrorCode.RUN_EXISTS,
                        "DAG '" + dagId + "' has a run '" + newRunId + "' already; choose another run id"));
        return new RunHandle(engine, dagId, newRunId, copy);
    }

    /** As {@link #rerunFailed(String)}, under this run's id and a number. */
    public RunHandle rerunFailed() {
        for (int number = 1; ; number++) {
            var newRunId = runId + "__rerun_" + number;
            var copy = engine.rerun(key, newRunId);
            if (copy.isPresent()) {
                return new RunHandle(engine, dagId, newRunId, copy.get());
            }
        }
    }

    /**
     * Changes how many retries the instances of a task have in this run that have not ended; also one that runs now.
     *
     * @param mapIndex empty for all instances
     * @return how many instances were changed
     */
    public int setRetries(String taskId, Optional<Integer> mapIndex, int retries) {
        return engine.setRetries(key, taskId, mapIndex, retries);
    }

    /** Why a task instance does not run now, in sentences for people; empty when it runs. */
    public List<String> whyNotRunning(String taskId, int mapIndex) {
        return engine.whyNot(key, taskId, mapIndex);
    }

    /**
     * Deletes the run with its task instances, values and logs, a few rows in a transaction, and returns when it is gone. What
     * a process that ends meanwhile leaves, a node deletes.
     *
     * @throws DagRunrException with {@link ErrorCode#INVALID_STATE}, and nothing is changed, when the run has not ended, or is
     *     one that a {@link Retention} never deletes
     */
    public void delete() {
        var state = state();
        if (!state.finished()) {
            throw new DagRunrException(
                    ErrorCode.INVALID_STATE,
                    "Run '" + runId + "' of DAG '" + dagId + "' is " + state.wireName()
                            + " and cannot be deleted; stop it first, or wait until it has ended");
        }
        if (!engine.cleaning().delete(key)) {
            throw new DagRunrException(
                    ErrorCode.INVALID_STATE,
                    "Run '" + runId + "' of DAG '" + dagId
                            + "' is kept: tasks of the next run look at it as the"
                            + " run before, or its end is still being told; delete it when a later run has ended");
        }
    }

    private List<TaskInstanceInfo> infos(List<StoredInstance> instances) {
        var keys = instances.stream().map(StoredInstance::id).collect(Collectors.toSet());
        return tasks().stream().filter(task -> keys.contains(task.key())).toList();
    }

    /**
     * Ends the run as failed, and runs of other DAGs that its tasks wait for: tasks that have started are interrupted and
     * failed, tasks that have not are skipped. Does nothing when the run has ended.
     */
    public void stop(String reason) {
        engine.stop(key, reason);
    }
}
