package dev.dagrunr.engine.view;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A registered DAG and its newest runs. Immutable.
 *
 * @param structureHash names the shape that new runs start with
 * @param defaults the parameters of a run whose conf leaves them out, as a JSON object; empty when the DAG has none
 * @param schedule what its timetable says of itself; empty when it is only triggered
 * @param nextRunAfter when its next scheduled run is created
 * @param recentRuns the newest first
 */
public record DagSummary(
        String dagId,
        String description,
        boolean paused,
        String structureHash,
        Optional<String> defaults,
        Instant registeredAt,
        Optional<String> schedule,
        Optional<Instant> nextRunAfter,
        List<RunSummary> recentRuns) {
    public DagSummary {
        recentRuns = List.copyOf(recentRuns);
    }

    public DagSummary withRecentRuns(List<RunSummary> runs) {
        return new DagSummary(
                dagId, description, paused, structureHash, defaults, registeredAt, schedule, nextRunAfter, runs);
    }
}
