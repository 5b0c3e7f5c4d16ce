package dev.dagrunr.dag.internal.schedule;

import java.time.Duration;
import java.time.Instant;

/** Moments at a fixed distance. Where they lie follows from the first one, so each moment counts as one of them. */
record FixedStep(Duration length) implements Beat {
    FixedStep {
        if (length.compareTo(Duration.ZERO) <= 0) {
            throw new IllegalArgumentException("An interval of " + length + " never ends; give one longer than zero");
        }
    }

    @Override
    public Instant after(Instant time) {
        return time.plus(length);
    }

    @Override
    public Instant before(Instant time) {
        return time.minus(length);
    }

    @Override
    public Instant atOrAfter(Instant time) {
        return time;
    }

    @Override
    public Instant atOrBefore(Instant time) {
        return time;
    }
}
