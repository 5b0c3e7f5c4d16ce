package dev.dagrunr.engine.internal.run;

import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.ErrorCode;
import dev.dagrunr.engine.internal.store.DagStore;
import dev.dagrunr.engine.internal.store.RunStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Holds the runs of a DAG back, and lets them go on. Thread-safe. */
final class Pauses {
    private final Coordinator coordinator;

    Pauses(Coordinator coordinator) {
        this.coordinator = coordinator;
    }

    /** Tasks that are queued or running go on to their end; nothing else starts. */
    void pause(String dagId) {
        coordinator.inTransaction((connection, aftermath) -> set(connection, dagId, true));
    }

    void unpause(String dagId) {
        var running = coordinator.inTransaction((connection, aftermath) -> {
            set(connection, dagId, false);
            // without catchup, what was due during the pause is not wanted any more
            coordinator.schedules().plan(connection, dagId);
            aftermath.admitRuns(dagId);
            return RunStore.running(connection, dagId);
        });
        goOn(running);
    }

    /** Lets runs fill the slots that are free. */
    void goOn(List<Long> runs) {
        for (long run : runs) {
            coordinator.inTransaction(
                    (connection, aftermath) -> coordinator.change(connection, aftermath, run, transaction -> {}));
        }
    }

    private static boolean set(Connection connection, String dagId, boolean paused) throws SQLException {
        if (!DagStore.pause(connection, dagId, paused)) {
            throw new DagRunrException(
                    ErrorCode.UNKNOWN_DAG, "There is no DAG '" + dagId + "' in this metadata database; list the DAGs");
        }
        return true;
    }
}
