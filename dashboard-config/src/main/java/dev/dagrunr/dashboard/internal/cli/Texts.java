package dev.dagrunr.dashboard.internal.cli;

import dev.dagrunr.engine.TaskInstanceInfo;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Numbers, times and task instances as people read them. */
final class Texts {
    private Texts() {}

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1_000.0);
    }

    /** To the second, in UTC; null when it has not come. */
    static @Nullable String time(Optional<Instant> instant) {
        return instant.map(Texts::time).orElse(null);
    }

    static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Between two moments, to the millisecond; null when it has not begun. */
    static @Nullable Double seconds(Optional<Instant> from, Optional<Instant> to) {
        return from.map(start ->
                        Duration.between(start, to.orElseGet(Instant::now)).toMillis() / 1_000.0)
                .orElse(null);
    }

    /** The task, with the label of its map index or else the index. */
    static String name(TaskInstanceInfo task) {
        if (task.mapIndex() < 0) {
            return task.taskId();
        }
        return task.taskId() + " [" + (task.label().isEmpty() ? task.mapIndex() : task.label()) + "]";
    }
}
