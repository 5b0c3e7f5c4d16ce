package dev.dagrunr.engine.internal.run;

import dev.dagrunr.engine.internal.store.DagStore;
import dev.dagrunr.engine.internal.store.RunStore;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Starts queued runs, and creates scheduled ones, as far as their DAG lets them. Happens at the end of the transaction that queued or ended a run: the
 * row of the DAG is locked after those of runs, and until the commit. Thread-safe.
 */
final class RunStarts {
    private final Coordinator coordinator;
    private final Schedules schedules;

    RunStarts(Coordinator coordinator, Schedules schedules) {
        this.coordinator = coordinator;
        this.schedules = schedules;
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
        if (limits.isEmpty() || limits.get().paused()) {
            return;
        }
        int most = limits.get().maxActiveRuns();
        startQueued(connection, aftermath, dagId, most);
        // as many as may be active are enough for one transaction; the next end of a run, or the sweep, goes on
        for (int created = 0; created < most && schedules.createDue(connection, dagId, most); created++) {
            startQueued(connection, aftermath, dagId, most);
        }
    }

    private void startQueued(Connection connection, Aftermath aftermath, String dagId, int maxActiveRuns)
            throws SQLException {
        for (long run : RunStore.startable(connection, dagId, maxActiveRuns)) {
            coordinator.change(connection, aftermath, run, RunTransaction::start);
        }
    }
}
