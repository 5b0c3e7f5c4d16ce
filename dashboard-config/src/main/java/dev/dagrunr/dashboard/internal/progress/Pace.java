package dev.dagrunr.dashboard.internal.progress;

import dev.dagrunr.engine.TaskInstanceInfo;
import dev.dagrunr.engine.view.InstanceView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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

    /** Of the attempt that is shown: what earlier ones moved took another time. */
    public static Pace of(TaskInstanceInfo task, Instant now) {
        return of(
                task.progressDone() - task.resumedDone(),
                task.progressBytes() - task.resumedBytes(),
                task.startedAt(),
                task.endedAt(),
                now);
    }

    /** Of the attempt that is shown: what earlier ones moved took another time. */
    public static Pace of(InstanceView instance, Instant now) {
        return of(
                instance.progressDone() - instance.resumedDone(),
                instance.progressBytes() - instance.resumedBytes(),
                instance.startedAt(),
                instance.endedAt(),
                now);
    }

    /** Of several that move beside each other: each at its own pace, in the time of the longest. */
    public static Pace together(List<Pace> paces) {
        var longest = paces.stream().map(Pace::time).max(Duration::compareTo).orElse(Duration.ZERO);
        return new Pace(
                paces.stream().mapToLong(pace -> pace.in(longest, pace.rows)).sum(),
                paces.stream().mapToLong(pace -> pace.in(longest, pace.bytes)).sum(),
                longest);
    }

    private long in(Duration other, long number) {
        return time.toMillis() < 1 ? 0 : Math.round((double) number * other.toMillis() / time.toMillis());
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
        return in(Duration.ofSeconds(1), number);
    }

    /** Until that many rows more have moved at this pace; empty when it is none, or nothing can be said. */
    public Optional<Duration> left(long more) {
        return rows <= 0 || more <= 0 || time.toMillis() < 1
                ? Optional.empty()
                : Optional.of(Duration.ofMillis(Math.round((double) time.toMillis() * more / rows)));
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
