package dev.dagrunr.engine;

import java.time.Instant;

/**
 * A line of the log of a task instance. Immutable.
 *
 * @param epoch the attempt that wrote it
 * @param line its position within the attempt, from 0
 */
public record LogLine(int epoch, int line, Instant at, String level, String message) {}
