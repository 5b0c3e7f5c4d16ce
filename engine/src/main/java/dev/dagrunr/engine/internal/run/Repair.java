package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.TaskState;
import dev.dagrunr.dag.internal.decision.Event;
import dev.dagrunr.dag.internal.model.Graph;
import dev.dagrunr.engine.ClearOptions;
import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.ErrorCode;
import dev.dagrunr.engine.internal.store.InstanceSet;
import dev.dagrunr.engine.internal.store.InstanceStore;
import dev.dagrunr.engine.internal.store.RepairStore;
import dev.dagrunr.engine.internal.store.RunStore;
import dev.dagrunr.engine.internal.store.StoredInstance;
import dev.dagrunr.engine.internal.store.StoredRun;
import dev.dagrunr.engine.internal.store.WaitStore;
import dev.dagrunr.engine.internal.store.XComStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What people do to runs: clear and run again, stop. Instances are changed, then the counters are counted anew and the run
 * goes on from there. Thread-safe.
 */
final class Repair {
    private static final Set<TaskState> LIVE = EnumSet.of(
            TaskState.SCHEDULED,
            TaskState.QUEUED,
            TaskState.RUNNING,
            TaskState.RESTARTING,
            TaskState.UP_FOR_RETRY,
            TaskState.UP_FOR_RESCHEDULE);

    private final Coordinator coordinator;
    private final Resumption resumption;

    Repair(Coordinator coordinator, Resumption resumption) {
        this.coordinator = coordinator;
        this.resumption = resumption;
    }

    /** Which instances a clear would reset. Changes nothing. */
    List<StoredInstance> clearable(long run, ClearOptions options) {
        return coordinator.inTransaction((connection, aftermath) -> {
            var stored = RunStore.read(connection, run);
            if (stored.isEmpty()) {
                return List.of();
            }
            var graph = coordinator.graph(connection, stored.get());
            return selection(graph, stored.get(), InstanceStore.ofRun(connection, run), options)
                    .instances();
        });
    }

    /** Resets instances, so that they run again when their trigger rules let them; the run goes on. */
    List<StoredInstance> clear(long run, ClearOptions options) {
        return coordinator.inTransaction((connection, aftermath) -> clear(connection, aftermath, run, options));
    }

    List<StoredInstance> clear(Connection connection, Aftermath aftermath, long run, ClearOptions options)
            throws SQLException {
        var cleared = new ArrayList<StoredInstance>();
        coordinator.change(connection, aftermath, run, transaction -> {
            var all = InstanceStore.lockOfRun(connection, run);
            var selection = selection(transaction.graph(), transaction.run(), all, options);
            refuseRunning(selection, options);
            cleared.addAll(selection.instances());
            if (!cleared.isEmpty()) {
                for (var instance : cleared) {
                    transaction.withdraw(
                            instance,
                            TaskState.FAILED,
                            new RunTransaction.Reasons("cleared", "The task that waited for this run was cleared"));
                }
                reset(transaction, selection);
                goOn(transaction);
            }
        });
        return cleared;
    }

    private static void refuseRunning(ClearSelection selection, ClearOptions options) {
        selection.instances().stream()
                .filter(instance -> options.refusesRunning() && instance.state() == TaskState.RUNNING)
                .findFirst()
                .ifPresent(instance -> {
                    throw new DagRunrException(
                            ErrorCode.INVALID_STATE,
                            "Task '" + instance.taskId() + "' runs, and is not to be interrupted; clear it once it has"
                                    + " ended");
                });
    }

    /** A run that had ended is queued, as a new one is; one that is queued stays so. */
    static void goOn(RunTransaction transaction) throws SQLException {
        var state = transaction.run().state();
        if (state.finished()) {
            transaction.startAgain();
        } else {
            transaction.recount(state);
            if (state == RunState.RUNNING) {
                transaction.decide(new Event.Started());
            }
        }
    }

    private static ClearSelection selection(
            Graph graph, StoredRun run, List<StoredInstance> all, ClearOptions options) {
        requireTask(graph, run, options);
        return ClearSelection.withSetups(graph, all, options);
    }

    static void requireTask(Graph graph, StoredRun run, ClearOptions options) {
        options.taskId().filter(id -> graph.find(id).isEmpty()).ifPresent(id -> {
            throw new DagRunrException(ErrorCode.UNKNOWN_TASK, "DAG '" + run.dagId() + "' has no task '" + id + "'");
        });
    }

    static void reset(RunTransaction transaction, List<StoredInstance> instances) throws SQLException {
        if (instances.isEmpty()) {
            return;
        }
        reset(transaction, new ClearSelection(instances, List.of(), Map.of()));
    }

    static void reset(RunTransaction transaction, ClearSelection selection) throws SQLException {
        var connection = transaction.connection();
        var graph = transaction.graph();
        var instances = selection.instances();
        // Airflow: as many further tries as the task has now, on top of those that were used
        RepairStore.reset(
                connection,
                instances,
                instances.stream()
                        .map(instance -> instance.tryNumber() + InstanceSet.tries(graph.task(instance.taskId())))
                        .toList());
        WaitStore.forget(connection, instances);
        XComStore.delete(connection, transaction.run().id(), instances);
        for (var place : selection.unexpanded()) {
            var task = graph.task(place.taskId());
            int depth = graph.depth(task.id());
            InstanceSet.unexpand(
                    connection, transaction.run().id(), task, depth, place.path(), selection.labelOf(place));
        }
    }

    /** Gives instances a state; see {@link Marking}. */
    List<StoredInstance> mark(long run, ClearOptions options, TaskState state) {
        var marked = new ArrayList<StoredInstance>();
        coordinator.inTransaction((connection, aftermath) ->
                coordinator.change(connection, aftermath, run, transaction -> {
                    var all = InstanceStore.lockOfRun(connection, run);
                    requireTask(transaction.graph(), transaction.run(), options);
                    marked.addAll(
                            ClearSelection.of(transaction.graph(), all, options).instances());
                    new Marking(transaction, state).instances(all, marked);
                }));
        return marked;
    }

    /** Gives a run the state success, and all of its instances; see {@link Marking}. */
    void succeed(long run) {
        coordinator.inTransaction((connection, aftermath) -> coordinator.change(
                connection,
                aftermath,
                run,
                transaction -> new Marking(transaction, TaskState.SUCCESS)
                        .wholeRun(InstanceStore.lockOfRun(connection, run))));
    }

    /** @return how many instances may be tried more or less often from now on */
    int setRetries(long run, String taskId, Optional<Integer> mapIndex, int retries) {
        if (retries < 0) {
            throw new DagRunrException(ErrorCode.INVALID_STATE, "retries is " + retries + ", but must be 0 or more");
        }
        return coordinator.inTransaction(
                (connection, aftermath) -> RepairStore.setTries(connection, run, taskId, mapIndex, retries + 1));
    }

    /** In sentences for people; see {@link WhyNot}. */
    List<String> whyNot(long run, String taskId, int mapIndex) {
        return coordinator.inTransaction((connection, aftermath) -> {
            var stored = RunStore.read(connection, run)
                    .orElseThrow(() -> new DagRunrException(ErrorCode.UNKNOWN_RUN, "The run was deleted"));
            var instance = InstanceStore.find(connection, run, taskId, mapIndex)
                    .orElseThrow(() -> new DagRunrException(
                            ErrorCode.UNKNOWN_TASK,
                            "Run '" + stored.runId() + "' has no task instance '" + taskId + "'"
                                    + (mapIndex < 0 ? "" : " with map index " + mapIndex)));
            return WhyNot.of(connection, stored, coordinator.graph(connection, stored), instance);
        });
    }

    /**
     * Ends a run as failed, and the runs that its tasks wait for: what has started is interrupted and failed, what has not
     * is skipped.
     */
    void stop(long run, String reason) {
        coordinator.inTransaction((connection, aftermath) ->
                coordinator.change(connection, aftermath, run, transaction -> RunStop.carryOut(transaction, reason)));
    }

    /** As {@link #stop}, but teardowns still run. */
    void failRun(long run, String reason) {
        coordinator.inTransaction((connection, aftermath) ->
                coordinator.change(connection, aftermath, run, transaction -> RunStop.markFailed(transaction, reason)));
    }

    /** Fails one instance that has not ended; the run goes on as after any failure. */
    void fail(long instanceId, int epoch, String reason) {
        coordinator.inTransaction((connection, aftermath) -> {
            var found = InstanceStore.find(connection, instanceId);
            return found.isPresent()
                    && coordinator.change(connection, aftermath, found.get().run(), transaction -> {
                        var instance =
                                InstanceStore.lock(connection, instanceId).orElseThrow();
                        if (instance.epoch() == epoch && LIVE.contains(instance.state())) {
                            transaction.withdraw(
                                    instance, TaskState.FAILED, new RunTransaction.Reasons(reason, reason));
                            fail(connection, transaction, instance, reason);
                        }
                    });
        });
    }

    private static void fail(Connection connection, RunTransaction transaction, StoredInstance instance, String reason)
            throws SQLException {
        InstanceStore.move(connection, instance, TaskState.FAILED, Optional.of(transaction.now()), reason);
        if (instance.state() == TaskState.QUEUED || instance.state() == TaskState.RUNNING) {
            transaction.freeSlot();
        }
        transaction.decide(new Event.Ended(instance.taskId(), instance.mapIndex(), TaskState.FAILED));
    }

    /**
     * Runs an instance again, and all that comes after it. Does nothing when the instance has not ended, except that one
     * that waits for its next try need not wait any longer; and nothing when it has succeeded since that attempt.
     */
    void rerun(long instanceId, int epoch) {
        coordinator
                .inTransaction((connection, aftermath) -> InstanceStore.find(connection, instanceId))
                .ifPresent(instance -> {
                    if (instance.state() == TaskState.UP_FOR_RETRY) {
                        resumption.retry(instance);
                    } else if (hasFailed(instance)
                            || (isLastAttempt(instance, epoch)
                                    && instance.state().finished())) {
                        var one = ClearOptions.task(instance.taskId()).withDownstream();
                        clear(instance.run(), instance.mapIndex() < 0 ? one : one.withMapIndex(instance.mapIndex()));
                    }
                });
    }

    private static boolean hasFailed(StoredInstance instance) {
        return instance.state() == TaskState.FAILED || instance.state() == TaskState.UPSTREAM_FAILED;
    }

    /** An attempt that was called back, by a stop for example, was fenced off by one more epoch. */
    private static boolean isLastAttempt(StoredInstance instance, int epoch) {
        return instance.epoch() - epoch <= 1;
    }
}
