package dev.dagrunr.engine;

import java.util.Optional;

/**
 * Which task instances of a run are to run again, or to be marked. Immutable.
 *
 * @param taskId one task; empty for all tasks
 * @param mapIndex one instance of it; empty for all
 * @param onlyFailed leaves out instances that did not fail; what comes after a failed one counts as failed too. A clear takes
 *     the setups of those that failed along, and their teardowns
 * @param onlyRunning leaves out instances that do not run
 * @param downstream adds every task that comes after the chosen ones
 * @param upstream adds every task that comes before the chosen ones
 * @param refusesRunning whether a clear is refused, and changes nothing, when an instance among them runs; else that one is
 *     interrupted first
 */
public record ClearOptions(
        Optional<String> taskId,
        Optional<Integer> mapIndex,
        boolean onlyFailed,
        boolean onlyRunning,
        boolean downstream,
        boolean upstream,
        boolean refusesRunning) {

    /** Every task instance of the run. */
    public static ClearOptions wholeRun() {
        return new ClearOptions(Optional.empty(), Optional.empty(), false, false, false, false, false);
    }

    /** Every instance that failed, and all that comes after it. */
    public static ClearOptions failed() {
        return wholeRun().withOnlyFailed().withDownstream();
    }

    /** Every instance of one task. */
    public static ClearOptions task(String taskId) {
        return new ClearOptions(Optional.of(taskId), Optional.empty(), false, false, false, false, false);
    }

    public ClearOptions withMapIndex(int index) {
        return new ClearOptions(
                taskId, Optional.of(index), onlyFailed, onlyRunning, downstream, upstream, refusesRunning);
    }

    public ClearOptions withOnlyFailed() {
        return new ClearOptions(taskId, mapIndex, true, onlyRunning, downstream, upstream, refusesRunning);
    }

    public ClearOptions withOnlyRunning() {
        return new ClearOptions(taskId, mapIndex, onlyFailed, true, downstream, upstream, refusesRunning);
    }

    public ClearOptions withDownstream() {
        return new ClearOptions(taskId, mapIndex, onlyFailed, onlyRunning, true, upstream, refusesRunning);
    }

    public ClearOptions withUpstream() {
        return new ClearOptions(taskId, mapIndex, onlyFailed, onlyRunning, downstream, true, refusesRunning);
    }

    public ClearOptions withoutRunning() {
        return new ClearOptions(taskId, mapIndex, onlyFailed, onlyRunning, downstream, upstream, true);
    }
}
