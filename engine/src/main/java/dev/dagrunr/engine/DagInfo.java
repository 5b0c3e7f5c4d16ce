package dev.dagrunr.engine;

import java.time.Instant;
import java.util.Optional;

/**
 * A DAG that some node has registered. Immutable.
 *
 * @param structure its shape as a JSON object, whose {@code tasks} have an {@code id} and the ids in {@code upstream}
 * @param schedule what its timetable says of itself; empty when it is only triggered
 * @param nextRunAfter when its next scheduled run is created
 */
public record DagInfo(
        String dagId,
        String description,
        boolean paused,
        String structure,
        Optional<String> schedule,
        Optional<Instant> nextRunAfter) {}
