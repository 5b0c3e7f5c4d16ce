package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.Attempt;
import dev.dagrunr.dag.TaskState;
import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.ErrorCode;
import dev.dagrunr.engine.internal.store.AttemptStore;
import dev.dagrunr.engine.internal.store.EndStore;
import dev.dagrunr.engine.internal.store.InstanceStore;
import dev.dagrunr.engine.internal.store.RunStore;
import dev.dagrunr.engine.internal.store.StoredInstance;
import dev.dagrunr.engine.internal.store.StoredRun;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs that tasks of other runs start and wait for. Parents are locked before their children, always. Thread-safe. */
final class SubRuns {
    private static final Logger log = LoggerFactory.getLogger(SubRuns.class);

    private final Coordinator coordinator;

    SubRuns(Coordinator coordinator) {
        this.coordinator = coordinator;
    }

    /** @param reads the task whose value the waiting task gets; empty when it gets how the run ended */
    record SubRun(Coordinator.NewRun run, Optional<String> reads) {}

    /** The id of the run that a try of a task starts; a lost attempt of the same try finds the same run again. */
    static String idOf(Attempt attempt) {
        return idOf(attempt.runId(), attempt.taskId(), attempt.mapIndex(), attempt.tryNumber());
    }

    private static String idOf(String parentRunId, String taskId, int mapIndex, int tryNumber) {
        var index = mapIndex < 0 ? "" : "_" + mapIndex;
        return "triggered__%s__%s%s__%d".formatted(parentRunId, taskId, index, tryNumber);
    }

    /**
     * Starts a run of another DAG; the attempt gives its worker back and waits. A run of that id which exists, and which
     * nobody waits for, is waited for. Locks the parent's run, then perhaps the child's row; nobody locks both in another
     * order.
     *
     * @return false when the attempt was fenced off, and nothing was changed
     */
    boolean start(StoredInstance attempt, SubRun child) {
        var left = new AtomicBoolean();
        coordinator.inTransaction((connection, aftermath) ->
                coordinator.change(connection, aftermath, attempt.run(), transaction -> {
                    var leaving = new AttemptStore.Leaving(
                            TaskState.UP_FOR_RESCHEDULE, Optional.empty(), Optional.empty(), "");
                    left.set(AttemptStore.leaveRunning(connection, attempt, leaving));
                    if (left.get()) {
                        transaction.freeSlot();
                        var parent = new RunStore.Parent(attempt.id(), child.reads());
                        if (coordinator
                                .createRun(connection, aftermath, child.run(), Optional.of(parent))
                                .isEmpty()) {
                            attach(connection, aftermath, child.run(), parent);
                        }
                    }
                }));
        return left.get();
    }

    private static void attach(
            Connection connection, Aftermath aftermath, Coordinator.NewRun child, RunStore.Parent parent)
            throws SQLException {
        var attached = RunStore.attach(
                        connection, child.run().dagId(), child.run().runId(), parent)
                .orElseThrow(() -> new DagRunrException(
                        ErrorCode.RUN_EXISTS,
                        "DAG '" + child.run().dagId() + "' has a run '"
                                + child.run().runId()
                                + "' already, and another task waits for it; clear this task to start another run"));
        if (attached.state().finished()) {
            aftermath.subRunEnded(attached.run());
        }
    }

    /** After a commit: what was asked for has been done, so this does not fail. */
    void tellParent(long endedRun) {
        try {
            end(endedRun);
        } catch (DagRunrException e) {
            log.warn("The task that waits for run {} is told later, by the sweep: {}", endedRun, e.getMessage());
        }
    }

    /** Ends the task instance that waited for a run which has ended. May be called twice for one run. */
    void end(long childRun) {
        coordinator.inTransaction((connection, aftermath) -> {
            var waiting = waitingFor(connection, childRun);
            return waiting.isPresent()
                    && coordinator.change(connection, aftermath, waiting.get().run(), transaction -> {
                        // both are read again: nobody else ends the instance now, but the child may have been cleared
                        var child = RunStore.read(connection, childRun).orElseThrow();
                        var instance = InstanceStore.lock(
                                        connection, waiting.get().id())
                                .orElseThrow();
                        if (child.state().finished() && waitsFor(child, transaction, instance)) {
                            endWaiting(connection, transaction, instance, SubRunEnding.of(connection, child));
                        }
                    });
        });
    }

    private static Optional<StoredInstance> waitingFor(Connection connection, long childRun) throws SQLException {
        var parent = RunStore.read(connection, childRun).flatMap(StoredRun::parent);
        return parent.isEmpty()
                ? Optional.empty()
                : InstanceStore.find(connection, parent.get().instance());
    }

    private static boolean waitsFor(StoredRun child, RunTransaction parent, StoredInstance waiting) {
        var expected = idOf(parent.run().runId(), waiting.taskId(), waiting.mapIndex(), waiting.tryNumber());
        return waiting.state() == TaskState.UP_FOR_RESCHEDULE && expected.equals(child.runId());
    }

    private static void endWaiting(
            Connection connection, RunTransaction transaction, StoredInstance waiting, AttemptResult result)
            throws SQLException {
        var ending = Ending.of(waiting, result, transaction);
        if (!EndStore.store(connection, List.of(ending.stored()), transaction.now())
                .isEmpty()) {
            Ending.carryOut(transaction, List.of(ending));
        }
    }
}
