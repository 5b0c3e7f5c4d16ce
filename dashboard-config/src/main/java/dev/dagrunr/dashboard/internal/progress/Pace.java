package dev.dagrunr.dashboard.internal.progress;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** What was moved in a time. Immutable. */
public record Pace(long rows, long bytes, Duration time) {

    /** From a start to an end, or until now; of nothing when it has not begun. */
    public static Pace of(long rows, long bytes, Optional<Instant> start, Optional<Instant> end, Instant now) {
        return new Pace(
                rows,
                bytes,
                start.map(from -> Duration.between(from, end.orElse(now))).orElse(Duration.ZERO));
    }

    /** 0 when nothing can be said. */
    public long rowsPerSecond() {
        return perSecond(rows);
    }

    /** 0 when nothing can be said. */
    public long bytesPerSecond() {
        return perSecond(bytes);
    }

    private long perSecond(long number) {
        return time.toMillis() < 1 ? 0 : Math.round(number * 1_000.0 / time.toMillis());
    }

    /** Until all rows have moved, when they go on at this pace; empty when none are left, or nothing can be said. */
    public Optional<Duration> left(long expected) {
        return rows <= 0 || rows >= expected || time.toMillis() < 1
                ? Optional.empty()
                : Optional.of(Duration.ofMillis(Math.round((double) time.toMillis() * (expected - rows) / rows)));
    }

    /** For people, in decimal units: {@code 1.55 GB}. */
    public static String text(long bytes) {
        if (bytes < 1_000) {
            return bytes + " B";
        }
        if (bytes < 1_000_000) {
            return String.format(Locale.ROOT, "%.0f kB", bytes / 1e3);
        }
        return bytes < 1_000_000_000
                ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
                : String.format(Locale.ROOT, "%.2f GB", bytes / 1e9);
    }
}
