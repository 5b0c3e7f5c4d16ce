package dev.dagrunr.dag;

import java.time.Duration;
import java.util.Optional;

/**
 * What holds for the runs of a DAG as wholes. Immutable.
 *
 * @param maxActiveRuns how many of its runs are running at the same time; empty for the engine's own setting
 * @param timeout how long a run may take from its start; empty for no limit
 */
public record RunOptions(Optional<Integer> maxActiveRuns, Optional<Duration> timeout) {
    static RunOptions defaults() {
        return new RunOptions(Optional.empty(), Optional.empty());
    }

    RunOptions withMaxActiveRuns(int limit) {
        return new RunOptions(Optional.of(limit), timeout);
    }

    RunOptions withTimeout(Duration limit) {
        return new RunOptions(maxActiveRuns, Optional.of(limit));
    }
}
