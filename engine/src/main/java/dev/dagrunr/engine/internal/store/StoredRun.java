package dev.dagrunr.engine.internal.store;

import dev.dagrunr.dag.Run;
import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.internal.decision.RunProgress;
import java.util.Optional;

/**
 * What decisions about a run need of its row.
 *
 * @param admitted whether its instances are queued by what all runs take together, not by its own slots alone
 */
public record StoredRun(
        Identity identity,
        RunState state,
        int maxActiveTasks,
        int occupiedSlots,
        boolean admitted,
        RunProgress progress) {

    /** What does not change while the run lasts. */
    public record Identity(long id, Run run, String structureHash, Optional<RunStore.Parent> parent) {}

    public long id() {
        return identity.id();
    }

    public String dagId() {
        return identity.run().dagId();
    }

    public String runId() {
        return identity.run().runId();
    }

    public String structureHash() {
        return identity.structureHash();
    }

    public Optional<RunStore.Parent> parent() {
        return identity.parent();
    }

    /** How many more instances may be queued. */
    public int freeSlots() {
        return state == RunState.RUNNING ? Math.max(0, maxActiveTasks - occupiedSlots) : 0;
    }

    public StoredRun withProgress(RunProgress newProgress) {
        return new StoredRun(identity, state, maxActiveTasks, occupiedSlots, admitted, newProgress);
    }

    public StoredRun withState(RunState newState) {
        return new StoredRun(identity, newState, maxActiveTasks, occupiedSlots, admitted, progress);
    }

    public StoredRun plusOccupied(int count) {
        return new StoredRun(identity, state, maxActiveTasks, occupiedSlots + count, admitted, progress);
    }
}
