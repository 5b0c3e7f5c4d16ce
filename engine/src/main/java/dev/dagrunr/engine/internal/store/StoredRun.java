package dev.dagrunr.engine.internal.store;

import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.internal.decision.RunProgress;
import java.util.Optional;

/**
 * What decisions about a run need of its row.
 *
 * @param admitted whether its instances are queued by what all runs take together, not by its own slots alone
 */
public record StoredRun(
        long id,
        String dagId,
        String runId,
        RunState state,
        String structureHash,
        int maxActiveTasks,
        int occupiedSlots,
        boolean admitted,
        RunProgress progress,
        Optional<RunStore.Parent> parent) {

    /** How many more instances may be queued. */
    public int freeSlots() {
        return Math.max(0, maxActiveTasks - occupiedSlots);
    }

    public StoredRun withProgress(RunProgress newProgress) {
        return new StoredRun(
                id, dagId, runId, state, structureHash, maxActiveTasks, occupiedSlots, admitted, newProgress, parent);
    }

    public StoredRun withState(RunState newState) {
        return new StoredRun(
                id, dagId, runId, newState, structureHash, maxActiveTasks, occupiedSlots, admitted, progress, parent);
    }

    public StoredRun plusOccupied(int count) {
        return new StoredRun(
                id,
                dagId,
                runId,
                state,
                structureHash,
                maxActiveTasks,
                occupiedSlots + count,
                admitted,
                progress,
                parent);
    }
}
