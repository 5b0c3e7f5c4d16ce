package dev.dagrunr.migration.notification;

import java.net.URI;
import java.util.Map;

/** An incoming webhook of Slack: one message with a bold first line. Thread-safe. */
final class SlackChannel implements NotificationChannel {
    private final Post post;

    SlackChannel(URI webhook) {
        post = new Post(webhook);
    }

    @Override
    public String name() {
        return "slack";
    }

    @Override
    public void send(Notification notification) throws DeliveryException, InterruptedException {
        var mark = notification.event().failure() ? ":red_circle: " : ":large_green_circle: ";
        var text =
                mark + "*" + escaped(notification.title()) + "*\n" + escaped(String.join("\n", notification.details()));
        post.send(Post.json(Map.of("text", text)), Map.of());
    }

    /** The three characters that Slack's own markup begins with. */
    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
