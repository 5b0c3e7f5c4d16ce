package dev.dagrunr.dashboard.internal.page;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/** Moments and durations as people read them. Moments are in UTC; the browser shows them in its own zone as a title. */
final class Times {
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Times() {}

    static Html moment(Instant at) {
        return Html.of(
                "<time datetime=\"{}\" title=\"{} UTC\">{}</time>",
                at.truncatedTo(ChronoUnit.MILLIS),
                MOMENT.format(at),
                MOMENT.format(at));
    }

    static Html moment(Optional<Instant> at) {
        return at.map(Times::moment).orElse(Html.of("<span class=\"none\">–</span>"));
    }

    /** A duration that is over, or one that the browser counts: its markup stays the same meanwhile. */
    static Html duration(Optional<Instant> start, Optional<Instant> end) {
        if (start.isEmpty()) {
            return Html.of("<span class=\"none\">–</span>");
        }
        if (end.isPresent()) {
            return Html.text(text(Duration.between(start.get(), end.get())));
        }
        return Html.of(
                "<time class=\"since\" datetime=\"{}\">since {}</time>",
                start.get().truncatedTo(ChronoUnit.MILLIS),
                MOMENT.format(start.get()).substring(11));
    }

    static String text(Duration duration) {
        long millis = Math.max(0, duration.toMillis());
        if (millis < 1_000) {
            return millis + " ms";
        }
        if (millis < 60_000) {
            return String.format(Locale.ROOT, "%.1f s", millis / 1_000.0);
        }
        long seconds = millis / 1_000;
        return seconds < 3_600
                ? String.format(Locale.ROOT, "%d:%02d min", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d h", seconds / 3_600, seconds / 60 % 60);
    }

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
