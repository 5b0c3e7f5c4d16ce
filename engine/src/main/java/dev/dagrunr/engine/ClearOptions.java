package dev.dagrunr.engine;

import java.util.Optional;

/**
 * Which task instances of a run are to run again. Immutable.
 *
 * @param taskId one task; empty for all tasks
 * @param mapIndex one instance of it; empty for all
 * @param onlyFailed leaves out instances that did not fail; what comes after a failed one counts as failed too
 * @param downstream adds every task that comes after the chosen ones
 */
public record ClearOptions(
        Optional<String> taskId, Optional<Integer> mapIndex, boolean onlyFailed, boolean downstream) {

    /** Every task instance of the run. */
    public static ClearOptions wholeRun() {
        return new ClearOptions(Optional.empty(), Optional.empty(), false, false);
    }

    /** Every instance that failed, and all that comes after it. */
    public static ClearOptions failed() {
        return new ClearOptions(Optional.empty(), Optional.empty(), true, true);
    }

    /** Every instance of one task. */
    public static ClearOptions task(String taskId) {
        return new ClearOptions(Optional.of(taskId), Optional.empty(), false, false);
    }

    public ClearOptions withMapIndex(int index) {
        return new ClearOptions(taskId, Optional.of(index), onlyFailed, downstream);
    }

    public ClearOptions withOnlyFailed() {
        return new ClearOptions(taskId, mapIndex, true, downstream);
    }

    public ClearOptions withDownstream() {
        return new ClearOptions(taskId, mapIndex, onlyFailed, true);
    }
}
