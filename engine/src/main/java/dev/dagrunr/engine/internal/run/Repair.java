package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.TaskState;
import dev.dagrunr.dag.internal.decision.Event;
import dev.dagrunr.engine.ClearOptions;
import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.ErrorCode;
import dev.dagrunr.engine.internal.job.JobQueue;
import dev.dagrunr.engine.internal.store.InstanceStore;
import dev.dagrunr.engine.internal.store.ProgressStore;
import dev.dagrunr.engine.internal.store.RunStore;
import dev.dagrunr.engine.internal.store.StoredInstance;
import dev.dagrunr.engine.internal.store.TryStore;
import dev.dagrunr.engine.internal.store.XComStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What people do to runs: clear and run again, stop. Instances are changed, then the counters are counted anew and the run
 * goes on from there. Thread-safe.
 */
final class Repair {
    private final Coordinator coordinator;
    private final JobQueue queue;

    Repair(Coordinator coordinator, JobQueue queue) {
        this.coordinator = coordinator;
        this.queue = queue;
    }

    /** Which instances a clear would reset. */
    List<StoredInstance> clearable(long run, ClearOptions options) {
        return coordinator.inTransaction((connection, aftermath) -> {
            var found = new ArrayList<StoredInstance>();
            coordinator.change(connection, aftermath, run, transaction ->
                    found.addAll(selection(connection, transaction, options).instances()));
            return found;
        });
    }

    /** Resets instances, so that they run again when their trigger rules let them; the run goes on. */
    List<StoredInstance> clear(long run, ClearOptions options) {
        return coordinator.inTransaction((connection, aftermath) -> {
            var cleared = new ArrayList<StoredInstance>();
            coordinator.change(connection, aftermath, run, transaction -> {
                var selection = selection(connection, transaction, options);
                cleared.addAll(selection.instances());
                if (!cleared.isEmpty()) {
                    for (var instance : cleared) {
                        reset(connection, aftermath, transaction, instance);
                    }
                    for (var task : selection.unexpanded()) {
                        InstanceStore.unexpand(connection, run, transaction.graph().task(task));
                    }
                    RunStore.reopen(connection, run);
                    recount(connection, transaction, RunState.RUNNING);
                    transaction.decide(new Event.Started());
                }
            });
            return cleared;
        });
    }

    private static ClearSelection selection(Connection connection, RunTransaction transaction, ClearOptions options)
            throws SQLException {
        options.taskId().filter(id -> transaction.graph().find(id).isEmpty()).ifPresent(id -> {
            throw new DagRunrException(
                    ErrorCode.UNKNOWN_TASK, "DAG '" + transaction.run().dagId() + "' has no task '" + id + "'");
        });
        var all = InstanceStore.ofRun(connection, transaction.run().id());
        return ClearSelection.of(transaction.graph(), all, options);
    }

    private void reset(
            Connection connection, Aftermath aftermath, RunTransaction transaction, StoredInstance instance)
            throws SQLException {
        withdraw(connection, aftermath, transaction, instance, "cleared while it was " + instance.state().wireName());
        var task = transaction.graph().task(instance.taskId());
        // Airflow: as many further tries as the task has now, on top of those that were used
        InstanceStore.reset(connection, instance, instance.tryNumber() + task.options().retries().retries() + 1);
        XComStore.delete(connection, instance.run(), instance.taskId(), instance.mapIndex());
    }

    /** Calls back what is under way for an instance: its job, its attempt on whatever node. */
    private void withdraw(
            Connection connection,
            Aftermath aftermath,
            RunTransaction transaction,
            StoredInstance instance,
            String reason)
            throws SQLException {
        if (instance.jobId() != null && instance.state() == TaskState.QUEUED) {
            queue.remove(connection, List.of(instance.jobId()));
        }
        if (instance.state() == TaskState.RUNNING) {
            TryStore.insert(
                    connection, instance, TaskState.RESTARTING.wireName(), "", reason, transaction.now());
            aftermath.cancel(instance.id(), instance.epoch());
        }
    }

    /** Ends a run as failed: what runs is interrupted and failed, what has not started is skipped. */
    void stop(long run, String reason) {
        coordinator.inTransaction((connection, aftermath) -> coordinator.change(connection, aftermath, run, transaction -> {
            if (transaction.run().state().finished()) {
                return;
            }
            for (var instance : InstanceStore.ofRun(connection, run)) {
                if (!instance.state().finished()) {
                    withdraw(connection, aftermath, transaction, instance, reason);
                    boolean ran = instance.state() == TaskState.RUNNING;
                    var end = ran ? TaskState.FAILED : TaskState.SKIPPED;
                    InstanceStore.move(
                            connection, instance, end, Optional.of(transaction.now()), ran ? reason : "");
                }
            }
            recount(connection, transaction, RunState.FAILED);
            RunStore.end(connection, run, RunState.FAILED, reason, transaction.now());
            aftermath.runFinished(run);
            if (transaction.run().parentInstance() != null) {
                aftermath.subRunEnded(run);
            }
        }));
    }

    /** Fails one instance that has not ended; the run goes on as after any failure. */
    void fail(long instanceId, int epoch, String reason) {
        coordinator.inTransaction((connection, aftermath) -> {
            var instance = InstanceStore.find(connection, instanceId);
            if (instance.isEmpty()) {
                return Boolean.FALSE;
            }
            return coordinator.change(connection, aftermath, instance.get().run(), transaction -> {
                var now = InstanceStore.find(connection, instanceId).orElseThrow();
                if (now.epoch() == epoch && !now.state().finished() && now.state() != TaskState.NONE) {
                    withdraw(connection, aftermath, transaction, now, reason);
                    InstanceStore.move(
                            connection, now, TaskState.FAILED, Optional.of(transaction.now()), reason);
                    if (now.state() == TaskState.QUEUED || now.state() == TaskState.RUNNING) {
                        transaction.freeSlot();
                    }
                    transaction.decide(new Event.Ended(now.taskId(), TaskState.FAILED, 0));
                }
            });
        });
    }

    /** Runs an instance that has ended again, and all that comes after it; one that has not ended is left alone. */
    void rerun(long instanceId) {
        var instance = coordinator.inTransaction((connection, aftermath) -> InstanceStore.find(connection, instanceId));
        instance.filter(found -> found.state().finished()).ifPresent(found -> {
            var one = ClearOptions.task(found.taskId()).withDownstream();
            clear(found.run(), found.mapIndex() < 0 ? one : one.withMapIndex(found.mapIndex()));
        });
    }

    private static void recount(Connection connection, RunTransaction transaction, RunState state)
            throws SQLException {
        var run = transaction.run();
        var recount = Recount.of(
                transaction.graph(),
                InstanceStore.ofRun(connection, run.id()),
                XComStore.counts(connection, run.id()));
        ProgressStore.update(connection, run.id(), recount.tasks());
        transaction.restart(run.withState(state)
                .withProgress(recount.run())
                .plusOccupied(recount.occupiedSlots() - run.occupiedSlots()));
    }
}
