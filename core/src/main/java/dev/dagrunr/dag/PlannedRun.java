package dev.dagrunr.dag;

import java.time.Instant;

/**
 * A run that a timetable wants. Its logical date is the start of the interval. Immutable.
 *
 * @param runAfter when the run is created, at the earliest
 */
public record PlannedRun(Instant runAfter, DataInterval dataInterval) {}
