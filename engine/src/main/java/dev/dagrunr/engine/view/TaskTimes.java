package dev.dagrunr.engine.view;

import java.time.Instant;
import java.util.Optional;

/**
 * When the instances of a task of a run worked, and how far they say they are. Immutable.
 *
 * @param startedAt the first start; empty when none has started
 * @param endedAt the last end; empty while one is open
 */
public record TaskTimes(
        String taskId,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt,
        long progressDone,
        long progressExpected) {}
