package dev.dagrunr.dag;

import java.time.Duration;
import java.util.Optional;

/**
 * How a task waits for something outside, see {@code waitsFor(..)}: it looks, and where there is nothing yet it gives its
 * worker back and looks again later. Airflow's sensors. Immutable.
 *
 * <p>Exponential waits follow Airflow's formula: before the look {@code n + 1} it waits {@code b} plus a part of {@code b}
 * that depends on the instance, with {@code b = max(1 s, interval · 2^(n - 2))} in whole seconds, but not beyond the timeout,
 * and not longer than {@code longestInterval}.
 *
 * @param mode whether it keeps its slots between two looks
 * @param interval the wait between two looks
 * @param exponential whether the wait doubles from look to look
 * @param longestInterval the longest exponential wait; no bound unless set
 * @param timeout how long it may wait in all; then it fails, whatever retries are left. 7 days unless set. It begins anew
 *     with each try under {@link Mode#POKE}, and goes on through all tries under {@link Mode#RESCHEDULE}
 * @param softFail whether a timeout, and a {@link TaskFailedException}, skips the task instead of failing it
 */
public record Sensing(
        Mode mode,
        Duration interval,
        boolean exponential,
        Optional<Duration> longestInterval,
        Duration timeout,
        boolean softFail) {
    private static final Duration SEVEN_DAYS = Duration.ofDays(7);

    /** What becomes of the slots of the run and of the pool between two looks. No worker is held in either. */
    public enum Mode {
        /** It keeps them, and is shown as running: for short waits. */
        POKE,
        /** It gives them back, is {@link TaskState#UP_FOR_RESCHEDULE}, and queues up for them before it looks again. */
        RESCHEDULE
    }

    public Sensing {
        notNegative("interval", interval);
        notNegative("timeout", timeout);
        longestInterval.ifPresent(longest -> notNegative("longestInterval", longest));
    }

    private static void notNegative(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + " is " + value + ", but must not be negative");
        }
    }

    /** Looks once in an interval and keeps its slots meanwhile. */
    public static Sensing poke(Duration interval) {
        return new Sensing(Mode.POKE, interval, false, Optional.empty(), SEVEN_DAYS, false);
    }

    /** Looks once in an interval and gives its slots back meanwhile. */
    public static Sensing reschedule(Duration interval) {
        return new Sensing(Mode.RESCHEDULE, interval, false, Optional.empty(), SEVEN_DAYS, false);
    }

    public Sensing withTimeout(Duration limit) {
        return new Sensing(mode, interval, exponential, longestInterval, limit, softFail);
    }

    /** Doubles the wait from look to look. */
    public Sensing withBackoff() {
        return new Sensing(mode, interval, true, longestInterval, timeout, softFail);
    }

    /** Doubles the wait from look to look, as far as {@code longest}. */
    public Sensing withBackoff(Duration longest) {
        return new Sensing(mode, interval, true, Optional.of(longest), timeout, softFail);
    }

    /** Skips the task where it would fail without a retry. */
    public Sensing withSoftFail() {
        return new Sensing(mode, interval, exponential, longestInterval, timeout, true);
    }

    /** Whether it has waited too long once it has looked and found nothing. */
    public boolean timedOut(Duration waited) {
        return waited.compareTo(timeout) > 0;
    }

    /**
     * Whether it has used up its task's execution timeout, once it has looked and found nothing. Under {@link Mode#POKE} that
     * bounds all looks of a try together, the waits between them included; under {@link Mode#RESCHEDULE} each look alone.
     */
    public boolean overran(Duration waited, Optional<Duration> executionTimeout) {
        return mode == Mode.POKE
                && executionTimeout
                        .filter(limit -> waited.compareTo(limit) >= 0)
                        .isPresent();
    }

    /** A wait, cut off where {@link #overran} begins to hold. */
    public Duration cutOff(Duration wait, Duration waited, Optional<Duration> executionTimeout) {
        return executionTimeout
                .filter(limit -> mode == Mode.POKE)
                .map(limit -> shorter(limit.minus(waited), wait))
                .orElse(wait);
    }

    /**
     * The wait after a look that found nothing.
     *
     * @param looks how many there were, 1 after the first
     * @param spread any number that differs from instance to instance; spreads exponential waits
     */
    public Duration waitAfter(int looks, Duration waited, int spread) {
        if (!exponential) {
            return interval;
        }
        double doubled = Math.min(interval.toMillis() / 1000.0 * Math.pow(2, looks - 2.0), Integer.MAX_VALUE);
        long base = Math.max(1, (long) doubled);
        var spreadOut = Duration.ofSeconds(base + Math.floorMod(spread, base));
        var left = timeout.minusSeconds(waited.toSeconds());
        var wait = shorter(left.isNegative() ? Duration.ZERO : left, spreadOut);
        return longestInterval.map(longest -> shorter(longest, wait)).orElse(wait);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
