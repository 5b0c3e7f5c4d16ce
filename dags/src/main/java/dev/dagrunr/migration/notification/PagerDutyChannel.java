package dev.dagrunr.migration.notification;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Events API v2 of PagerDuty: a failed run triggers an alert, a success of the same run resolves it; the alert's key is the
 * run. A single failed task triggers nothing of its own: the run's end says whether somebody has to get up. Thread-safe.
 */
final class PagerDutyChannel implements NotificationChannel {
    static final URI EVENTS = URI.create("https://events.pagerduty.com/v2/enqueue");
    private static final int LONGEST_SUMMARY = 1_024;
    private static final int LONGEST_KEY = 255;

    private final Post post;
    private final String routingKey;

    PagerDutyChannel(URI events, String routingKey) {
        post = new Post(events);
        this.routingKey = routingKey;
    }

    @Override
    public String name() {
        return "pagerduty";
    }

    @Override
    public void send(Notification notification) throws DeliveryException, InterruptedException {
        switch (notification.event()) {
            case RUN_FAILED -> post.send(Post.json(alert(notification)), Map.of());
            case RUN_SUCCEEDED -> post.send(Post.json(event(notification, "resolve")), Map.of());
            case TASK_FAILED -> {}
        }
    }

    private Map<String, Object> event(Notification notification, String action) {
        var event = new LinkedHashMap<String, Object>();
        event.put("routing_key", routingKey);
        event.put("event_action", action);
        event.put("dedup_key", cut(notification.dagId() + "/" + notification.runId(), LONGEST_KEY));
        return event;
    }

    private Map<String, Object> alert(Notification notification) {
        var event = event(notification, "trigger");
        event.put(
                "payload",
                Map.of(
                        "summary", cut(notification.title(), LONGEST_SUMMARY),
                        "source", notification.dagId(),
                        "severity", "error",
                        "custom_details", Map.of("details", notification.details())));
        notification
                .link()
                .ifPresent(page -> event.put("links", List.of(Map.of("href", page.toString(), "text", "Run"))));
        return event;
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length);
    }
}
