package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.TaskState;
import dev.dagrunr.engine.ClearOptions;
import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.ErrorCode;
import dev.dagrunr.engine.internal.store.InstanceStore;
import dev.dagrunr.engine.internal.store.RepairStore;
import dev.dagrunr.engine.internal.store.RunCopy;
import dev.dagrunr.engine.internal.store.RunStore;
import dev.dagrunr.engine.internal.store.StoredInstance;
import dev.dagrunr.engine.internal.store.StoredRun;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs what failed in a run again in a new one, which takes over what had succeeded, values included. The old run stays as
 * it is. Thread-safe.
 */
final class Rerun {
    private final Coordinator coordinator;

    Rerun(Coordinator coordinator) {
        this.coordinator = coordinator;
    }

    /** @return the key of the new run; empty when the DAG has a run of that id already */
    Optional<Long> of(long run, String newRunId) {
        return coordinator.inTransaction((connection, aftermath) -> {
            // nobody clears the old run meanwhile
            var old = RunStore.lock(connection, run)
                    .orElseThrow(() -> new DagRunrException(ErrorCode.UNKNOWN_RUN, "The run was deleted"));
            if (!old.state().finished()) {
                throw new DagRunrException(
                        ErrorCode.INVALID_STATE,
                        "Run '" + old.runId() + "' has not ended; stop it, or clear what failed in it");
            }
            var copy = RunCopy.of(connection, run, newRunId, coordinator.now());
            if (copy.isPresent()) {
                coordinator.change(
                        connection, aftermath, copy.get(), transaction -> begin(connection, transaction, old));
            }
            return copy;
        });
    }

    private static void begin(Connection connection, RunTransaction transaction, StoredRun old) throws SQLException {
        var all = InstanceStore.lockOfRun(connection, transaction.run().id());
        var failed = ClearSelection.of(transaction.graph(), all, ClearOptions.failed());
        var again = new ArrayList<>(failed.instances());
        // a run that was stopped has skipped what it had not begun
        var stopped = RepairStore.skippedFor(
                connection,
                transaction.run().id(),
                RunStore.find(connection, old.id()).orElseThrow().reason());
        all.stream()
                .filter(instance -> !again.contains(instance))
                .filter(instance -> instance.state() == TaskState.NONE || stopped.contains(instance.id()))
                .forEach(again::add);
        if (again.isEmpty()) {
            throw new DagRunrException(
                    ErrorCode.INVALID_STATE,
                    "Nothing in run '" + old.runId() + "' failed; there is nothing to run again");
        }
        var selection = new ClearSelection(List.copyOf(again), failed.unexpanded(), failed.labels())
                .withSetups(transaction.graph(), all);
        Repair.reset(transaction, selection);
        RepairStore.forgetTries(
                connection,
                selection.instances().stream().map(StoredInstance::id).toList());
        transaction.startAgain();
    }
}
