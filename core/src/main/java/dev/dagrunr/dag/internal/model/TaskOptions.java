package dev.dagrunr.dag.internal.model;

import dev.dagrunr.dag.RetryPolicy;
import dev.dagrunr.dag.TriggerRule;
import java.time.Duration;
import java.util.Optional;

/**
 * The settings of a task beside its wiring.
 *
 * @param priorityWeight the weight that its weight rule came to
 * @param past what it wants of the run before
 */
public record TaskOptions(
        TriggerRule rule,
        RetryPolicy retries,
        Optional<Duration> executionTimeout,
        int priorityWeight,
        Slots slots,
        Past past) {}
