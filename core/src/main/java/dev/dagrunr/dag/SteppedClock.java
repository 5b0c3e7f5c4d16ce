package dev.dagrunr.dag;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until somebody steps it. Confined to one thread. */
public final class SteppedClock implements InstantSource {
    private Instant now;

    /** Stands at the start of the year 2026, UTC. */
    public SteppedClock() {
        this(Instant.parse("2026-01-01T00:00:00Z"));
    }

    public SteppedClock(Instant start) {
        now = start;
    }

    @Override
    public Instant instant() {
        return now;
    }

    public void advance(Duration step) {
        if (step.isNegative()) {
            throw new IllegalArgumentException("step is " + step + ", but time does not go back");
        }
        now = now.plus(step);
    }

    /** Steps to {@code instant}, or stays when that is over already. */
    void advanceTo(Instant instant) {
        if (instant.isAfter(now)) {
            now = instant;
        }
    }
}
