package dev.dagrunr.migration.notification;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Every channel that a node tells about its runs. A channel that is broken costs the others nothing and throws nothing: what
 * became of each is the answer. Thread-safe.
 */
public final class Notifications {
    private static final int TRIES = 3;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private final List<NotificationChannel> channels;
    private final Duration firstPause;

    private Notifications(List<NotificationChannel> channels, Duration firstPause) {
        this.channels = List.copyOf(channels);
        this.firstPause = firstPause;
    }

    /** Tells nobody. */
    public static Notifications none() {
        return new Notifications(List.of(), FIRST_PAUSE);
    }

    /**
     * The channels of {@code NOTIFICATION_CHANNELS} when {@code NOTIFICATION_ENABLED} is {@code true}, else none.
     *
     * @param environment normally {@code System.getenv()}
     * @throws IllegalArgumentException with every variable that is missing or wrong; never with a secret's value
     */
    public static Notifications from(Map<String, String> environment) {
        return new Notifications(NotificationSettings.channels(environment, InstantSource.system()), FIRST_PAUSE);
    }

    /** These and one more. */
    public Notifications with(NotificationChannel channel) {
        var more = new ArrayList<>(channels);
        more.add(channel);
        return new Notifications(more, firstPause);
    }

    Notifications pausing(Duration pause) {
        return new Notifications(channels, pause);
    }

    public boolean isEmpty() {
        return channels.isEmpty();
    }

    /**
     * What became of a notification on one channel.
     *
     * @param problem why it did not arrive, empty when it did
     */
    public record Delivery(String channel, String problem) {
        public boolean arrived() {
            return problem.isEmpty();
        }
    }

    /** Sends to each channel, three times at most, waiting one and two seconds between. */
    public List<Delivery> send(Notification notification) throws InterruptedException {
        var deliveries = new ArrayList<Delivery>();
        for (var channel : channels) {
            deliveries.add(new Delivery(channel.name(), deliver(channel, notification)));
        }
        return List.copyOf(deliveries);
    }

    private String deliver(NotificationChannel channel, Notification notification) throws InterruptedException {
        var pause = firstPause;
        for (int attempt = 1; ; attempt++) {
            try {
                channel.send(notification);
                return "";
            } catch (DeliveryException e) {
                if (!e.worthRetrying() || attempt == TRIES) {
                    return String.valueOf(e.getMessage());
                }
                new CountDownLatch(1).await(pause.toMillis(), TimeUnit.MILLISECONDS);
                pause = pause.multipliedBy(2);
            }
        }
    }
}
