package dev.dagrunr.engine.internal.run;

import dev.dagrunr.engine.internal.store.DagStore;
import dev.dagrunr.engine.internal.store.RunStore;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Starts queued runs as far as their DAG lets them. Happens at the end of the transaction that queued or ended a run: the
 * row of the DAG is locked after those of runs, and until the commit. Thread-safe.
 */
final class RunStarts {
    private final Coordinator coordinator;

    RunStarts(Coordinator coordinator) {
        this.coordinator = coordinator;
    }

    /** For each DAG that the transaction has named. */
    void carryOut(Connection connection, Aftermath aftermath) throws SQLException {
        // a run that ends as soon as it has started names its DAG again
        for (var dag = aftermath.nextToAdmit(); dag.isPresent(); dag = aftermath.nextToAdmit()) {
            admit(connection, aftermath, dag.get());
        }
    }

    private void admit(Connection connection, Aftermath aftermath, String dagId) throws SQLException {
        var limits = DagStore.lock(connection, dagId);
        if (limits.isPresent() && !limits.get().paused()) {
            for (long run : RunStore.startable(connection, dagId, limits.get().maxActiveRuns())) {
                coordinator.change(connection, aftermath, run, RunTransaction::start);
            }
        }
    }
}
