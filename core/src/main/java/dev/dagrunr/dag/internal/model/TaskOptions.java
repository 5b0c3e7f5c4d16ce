package dev.dagrunr.dag.internal.model;

import dev.dagrunr.dag.RetryPolicy;
import dev.dagrunr.dag.TriggerRule;
import java.time.Duration;
import java.util.Optional;

/** The settings of a task beside its wiring. */
public record TaskOptions(
        TriggerRule rule, RetryPolicy retries, Optional<Duration> executionTimeout, int priorityWeight) {}
