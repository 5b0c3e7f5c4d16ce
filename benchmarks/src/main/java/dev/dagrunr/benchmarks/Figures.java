package dev.dagrunr.benchmarks;

import java.util.Arrays;
import java.util.Locale;

/** Measured times, smallest first. Immutable. */
final class Figures {
    private final long[] sortedNanos;

    private Figures(long[] sortedNanos) {
        this.sortedNanos = sortedNanos;
    }

    interface Round {
        /** @return how long it took, in nanoseconds */
        long run() throws Exception;
    }

    /** Runs something a few times to warm up, then as often as it is measured. */
    static Figures measure(int warmUps, int rounds, Round round) throws Exception {
        for (int i = 0; i < warmUps; i++) {
            round.run();
        }
        var nanos = new long[rounds];
        for (int i = 0; i < rounds; i++) {
            nanos[i] = round.run();
        }
        return of(nanos);
    }

    static Figures of(long[] nanos) {
        var sorted = nanos.clone();
        Arrays.sort(sorted);
        return new Figures(sorted);
    }

    double medianMillis() {
        return percentileMillis(50);
    }

    double percentileMillis(int percent) {
        return sortedNanos[Math.min(sortedNanos.length - 1, sortedNanos.length * percent / 100)] / 1e6;
    }

    /** Median, smallest and largest. */
    String inMillis() {
        return String.format(
                Locale.ROOT,
                "median %.0f ms (%.0f to %.0f, %d rounds)",
                medianMillis(),
                sortedNanos[0] / 1e6,
                sortedNanos[sortedNanos.length - 1] / 1e6,
                sortedNanos.length);
    }

    String inMillisOfPercentiles() {
        return String.format(
                Locale.ROOT, "median %.1f ms, 95th percentile %.1f ms", percentileMillis(50), percentileMillis(95));
    }

    String perSecond(int tasks) {
        return String.format(Locale.ROOT, "%.0f/s", tasks / (medianMillis() / 1e3));
    }
}
