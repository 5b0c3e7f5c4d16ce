package dev.dagrunr.migration.notification;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How a run ended, or that a task of it failed. Holds no credential and no value of a row. Immutable.
 *
 * @param tables how many tables the run moves; 0 when it did not get that far
 * @param completeTables those of them that are complete
 * @param rows that have arrived
 * @param duration since the run started
 * @param failures what failed, a sentence each; empty after a success
 * @param link a page that shows the run
 */
public record Notification(
        Event event,
        String dagId,
        String runId,
        int tables,
        int completeTables,
        long rows,
        Duration duration,
        List<String> failures,
        Optional<URI> link) {

    /** What there is to tell. */
    public enum Event {
        RUN_SUCCEEDED("run_succeeded"),
        RUN_FAILED("run_failed"),
        TASK_FAILED("task_failed");

        private final String wireName;

        Event(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }

        public boolean failure() {
            return this != RUN_SUCCEEDED;
        }
    }

    public Notification {
        failures = List.copyOf(failures);
    }

    /** 0 for a run that took no measurable time. */
    public long rowsPerSecond() {
        return duration.isZero() ? 0 : Math.round(rows * 1_000.0 / duration.toMillis());
    }

    /** One line that says it all, fit for a subject. */
    public String title() {
        return switch (event) {
            case RUN_SUCCEEDED -> "%s: %s succeeded".formatted(dagId, runId);
            case RUN_FAILED -> "%s: %s failed".formatted(dagId, runId);
            case TASK_FAILED -> "%s: a task of %s failed".formatted(dagId, runId);
        };
    }

    /** The rest, a line each. */
    public List<String> details() {
        var lines = new ArrayList<String>();
        if (event != Event.TASK_FAILED) {
            lines.add(String.format(Locale.ROOT, "Tables: %,d of %,d complete", completeTables, tables));
            lines.add(String.format(Locale.ROOT, "Rows: %,d in %s, %,d rows/s", rows, text(duration), rowsPerSecond()));
        }
        failures.forEach(failure -> lines.add("Failed: " + failure));
        link.ifPresent(page -> lines.add(page.toString()));
        return List.copyOf(lines);
    }

    private static String text(Duration duration) {
        long seconds = duration.toSeconds();
        return seconds < 60 ? seconds + " s" : String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60);
    }
}
