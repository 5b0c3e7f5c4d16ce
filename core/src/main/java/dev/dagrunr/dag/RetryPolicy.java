package dev.dagrunr.dag;

import java.time.Duration;

/**
 * How often a failed task instance runs again, and after what delay. Immutable.
 *
 * <p>Exponential waits follow Airflow's formula: with {@code b = max(1 s, delay · multiplier^(try - 1))} the wait is {@code b}
 * plus a part of {@code b} that depends on the instance, so that instances which failed together do not return
 * together; it is capped by {@code maxDelay}, and by 24 hours.
 *
 * @param retries further tries after the first, 0 for none
 * @param delay the wait before a retry
 * @param exponential whether the wait doubles from try to try
 * @param maxDelay the longest wait; 24 hours unless set
 * @param multiplier what an exponential wait is multiplied by from try to try; 2 unless set
 */
public record RetryPolicy(int retries, Duration delay, boolean exponential, Duration maxDelay, double multiplier) {
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final double DOUBLING = 2;

    public RetryPolicy {
        if (retries < 0) {
            throw new IllegalArgumentException("retries is " + retries + ", but must be 0 or more");
        }
        if (delay.isNegative()) {
            throw new IllegalArgumentException("delay is " + delay + ", but must not be negative");
        }
        if (maxDelay.isNegative()) {
            throw new IllegalArgumentException("maxDelay is " + maxDelay + ", but must not be negative");
        }
        if (!(multiplier >= 1)) {
            throw new IllegalArgumentException("multiplier is " + multiplier + ", but must be 1 or more");
        }
    }

    /** The first failure is final. */
    public static RetryPolicy none() {
        return new RetryPolicy(0, Duration.ZERO, false, LONGEST, DOUBLING);
    }

    /** Up to {@code retries} further tries, each after the same delay. */
    public static RetryPolicy fixedDelay(int retries, Duration delay) {
        return new RetryPolicy(retries, delay, false, LONGEST, DOUBLING);
    }

    /** Up to {@code retries} further tries, with a wait that doubles from {@code initialDelay} on. */
    public static RetryPolicy exponential(int retries, Duration initialDelay) {
        return new RetryPolicy(retries, initialDelay, true, LONGEST, DOUBLING);
    }

    /** The same with another longest wait. */
    public RetryPolicy withMaxDelay(Duration longest) {
        return new RetryPolicy(retries, delay, exponential, longest, multiplier);
    }

    /** The same with another growth of exponential waits. */
    public RetryPolicy withMultiplier(double factor) {
        return new RetryPolicy(retries, delay, exponential, maxDelay, factor);
    }

    /**
     * The wait after the failed try {@code tryNumber} (the first is 1).
     *
     * @param spread any number that differs from instance to instance and stays the same for one; spreads exponential waits
     */
    public Duration waitAfter(int tryNumber, int spread) {
        if (!exponential) {
            return shorter(delay, maxDelay);
        }
        double doubled = Math.ceil(delay.toMillis() / 1000.0 * Math.pow(multiplier, tryNumber - 1.0));
        long base = (long) Math.max(1, Math.min(doubled, LONGEST.toSeconds()));
        var wait = Duration.ofSeconds(base + Math.floorMod(spread, base));
        return shorter(shorter(wait, LONGEST), maxDelay);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
