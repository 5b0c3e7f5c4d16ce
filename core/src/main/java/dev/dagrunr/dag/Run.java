package dev.dagrunr.dag;

import java.time.Instant;
import java.util.Optional;

/**
 * Which run of which DAG it is. Immutable.
 *
 * @param logicalDate what the run is said to be about: the start of its data interval for a scheduled run; empty for a
 *     manual run that was given none
 * @param dataInterval the span of time whose data the run is to process; empty when it has no logical date
 */
public record Run(
        String dagId, String runId, RunType type, Optional<Instant> logicalDate, Optional<DataInterval> dataInterval) {

    /** A run that is about no time. */
    public static Run of(String dagId, String runId, RunType type) {
        return new Run(dagId, runId, type, Optional.empty(), Optional.empty());
    }
}
