package dev.dagrunr.dag;

import java.util.Optional;

/**
 * The settings of a DAG beside its tasks. Immutable.
 *
 * @param description one sentence for people, or empty
 * @param maxActiveTasks how many task instances of one run are queued or running at the same time; empty for the engine's
 *     own setting
 * @param maxMapLength how many instances a mapped task may be expanded to; empty for the engine's own setting
 * @param failFast whether the first task that fails ends the others
 * @param runs what holds for its runs as wholes
 */
public record DagOptions(
        String description,
        Optional<Integer> maxActiveTasks,
        Optional<Integer> maxMapLength,
        boolean failFast,
        RunOptions runs) {
    static DagOptions defaults() {
        return new DagOptions("", Optional.empty(), Optional.empty(), false, RunOptions.defaults());
    }

    DagOptions withDescription(String text) {
        return new DagOptions(text, maxActiveTasks, maxMapLength, failFast, runs);
    }

    DagOptions withMaxActiveTasks(int limit) {
        return new DagOptions(description, Optional.of(limit), maxMapLength, failFast, runs);
    }

    DagOptions withMaxMapLength(int limit) {
        return new DagOptions(description, maxActiveTasks, Optional.of(limit), failFast, runs);
    }

    DagOptions withFailFast() {
        return new DagOptions(description, maxActiveTasks, maxMapLength, true, runs);
    }

    DagOptions withRuns(RunOptions options) {
        return new DagOptions(description, maxActiveTasks, maxMapLength, failFast, options);
    }
}
