package dev.dagrunr.engine.view;

import dev.dagrunr.dag.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A run as a page shows it. Immutable.
 *
 * @param key the row in table {@code dag_run}
 * @param structureHash names the shape that the run started with
 * @param runAfter when it could start
 * @param intervalStart of the data that it is about
 * @param occupiedSlots task instances that are queued or running
 * @param startedAt empty while it waits for other runs of its DAG
 * @param parent the task instance that waits for this run
 */
public record RunSummary(
        long key,
        String dagId,
        String runId,
        String runType,
        RunState state,
        String structureHash,
        Optional<Instant> logicalDate,
        Instant runAfter,
        Optional<Instant> intervalStart,
        Optional<Instant> intervalEnd,
        String conf,
        int maxActiveTasks,
        int occupiedSlots,
        String reason,
        Optional<Parent> parent,
        Instant queuedAt,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt) {

    /** A task instance of another run. */
    public record Parent(String dagId, String runId, String taskId, int mapIndex) {}

    /** Until its end, or until {@code now}; zero when it has not started. */
    public Duration duration(Instant now) {
        return startedAt
                .map(start -> Duration.between(start, endedAt.orElse(now)))
                .orElse(Duration.ZERO);
    }
}
