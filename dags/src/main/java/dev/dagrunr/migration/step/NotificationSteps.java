package dev.dagrunr.migration.step;

import dev.dagrunr.dag.Attempt;
import dev.dagrunr.dag.Outcome;
import dev.dagrunr.dag.TaskContext;
import dev.dagrunr.dag.TaskFailedException;
import dev.dagrunr.migration.MigrationParams;
import dev.dagrunr.migration.notification.Notification;
import dev.dagrunr.migration.notification.Notification.Event;
import dev.dagrunr.migration.notification.Notifications;
import dev.dagrunr.migration.notification.Notifications.Delivery;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;

/** Tells the channels of this node's environment how a migration goes. Thread-safe. */
public final class NotificationSteps {
    private final Notifications notifications;
    private final InstantSource clock;

    public NotificationSteps(Notifications notifications) {
        this.notifications = notifications;
        clock = InstantSource.system();
    }

    /**
     * Tells how the migration went.
     *
     * @param confirmed whether nothing is missing
     * @return what became of it on each channel
     * @throws TaskFailedException when a channel could not be told; the others were
     */
    public List<Delivery> sendNotifications(
            Outcome<MigrationSummary> summary, Outcome<String> confirmed, TaskContext<MigrationParams> context)
            throws InterruptedException {
        var tables = summary.value().map(MigrationSummary::tables).orElse(List.of());
        var complete =
                tables.stream().filter(TransferReport.TableReport::complete).count();
        long rows = summary.value().map(MigrationSummary::rows).orElse(0L);
        var failures = failures(confirmed);
        var event = failures.isEmpty() ? Event.RUN_SUCCEEDED : Event.RUN_FAILED;
        return deliver(notification(event, tables.size(), (int) complete, rows, failures, context), context);
    }

    private static List<String> failures(Outcome<String> confirmed) {
        if (confirmed instanceof Outcome.Succeeded<String>) {
            return List.of();
        }
        return List.of(confirmed instanceof Outcome.Failed<String> failed ? failed.reason() : "It was not confirmed");
    }

    /** Tells of a transfer that has failed for good, where that is asked for. */
    public void taskFailed(TaskContext<MigrationParams> context, String reason) throws InterruptedException {
        var failures = List.of(instance(context.attempt()) + ": " + reason);
        deliver(notification(Event.TASK_FAILED, 0, 0, 0, failures, context), context);
    }

    private List<Delivery> deliver(Notification notification, TaskContext<MigrationParams> context)
            throws InterruptedException {
        var deliveries = notifications.send(notification);
        deliveries.stream()
                .filter(Delivery::arrived)
                .forEach(delivery -> context.log().info("Told " + delivery.channel()));
        var lost = deliveries.stream().filter(delivery -> !delivery.arrived()).toList();
        if (!lost.isEmpty()) {
            throw new TaskFailedException(lost.stream()
                    .map(delivery -> "Channel '" + delivery.channel() + "' was not told: " + delivery.problem())
                    .collect(Collectors.joining("; ")));
        }
        return deliveries;
    }

    private Notification notification(
            Event event,
            int tables,
            int completeTables,
            long rows,
            List<String> failures,
            TaskContext<MigrationParams> context) {
        var attempt = context.attempt();
        return new Notification(
                event,
                attempt.dagId(),
                attempt.runId(),
                tables,
                completeTables,
                rows,
                sinceTheStart(context),
                failures,
                notifications.pageOf(attempt.dagId(), attempt.runId()));
    }

    private Duration sinceTheStart(TaskContext<MigrationParams> context) {
        return Duration.between(context.runStartedAt(), clock.instant());
    }

    private static String instance(Attempt attempt) {
        return attempt.mapIndex() < 0 ? attempt.taskId() : attempt.taskId() + "[" + attempt.mapIndex() + "]";
    }
}
