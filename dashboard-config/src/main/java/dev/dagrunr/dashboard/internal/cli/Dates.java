package dev.dagrunr.dashboard.internal.cli;

import dev.dagrunr.dag.Reprocess;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/** Reads what people give a backfill. */
final class Dates {
    private Dates() {}

    /** A day, which begins in UTC, or a time with its offset. */
    static Instant instant(String option, String text) {
        try {
            return text.contains("T")
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeParseException e) {
            throw CommandFailure.usage(option + " is '" + text
                    + "'; give a day such as 2026-01-31, or a time such as 2026-01-31T02:00:00Z");
        }
    }

    static Reprocess reprocess(String text) {
        try {
            return Reprocess.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage("--reprocess is '" + text + "'; give none, failed or completed");
        }
    }
}
