package dev.dagrunr.migration.notification;

import dev.dagrunr.migration.notification.Notification.Event;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Notifications as a migration makes them. */
final class Told {
    private Told() {}

    static Notification success() {
        return new Notification(
                Event.RUN_SUCCEEDED,
                "postgres_to_postgres_migration",
                "manual__1",
                16,
                16,
                107_000_000,
                Duration.ofSeconds(428),
                List.of(),
                Optional.of(URI.create("https://dagrunr.example/runs/1")));
    }

    static Notification failure() {
        return new Notification(
                Event.RUN_FAILED,
                "postgres_to_postgres_migration",
                "<b> & \"run\"\r\nBcc: all@example.com",
                16,
                15,
                1_000,
                Duration.ofSeconds(10),
                List.of("public.votes: ERROR: disk full"),
                Optional.empty());
    }

    static Notification failedTask() {
        return new Notification(
                Event.TASK_FAILED, "d", "r", 0, 0, 0, Duration.ZERO, List.of("transfer_table"), Optional.empty());
    }
}
