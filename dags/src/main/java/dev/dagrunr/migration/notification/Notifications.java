package dev.dagrunr.migration.notification;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    private final Set<Notification.Event> events;
    private final Optional<URI> pages;
    private final Duration firstPause;

    Notifications(
            List<NotificationChannel> channels,
            Set<Notification.Event> events,
            Optional<URI> pages,
            Duration firstPause) {
        this.channels = List.copyOf(channels);
        this.events = Set.copyOf(events);
        this.pages = pages;
        this.firstPause = firstPause;
    }

    /** Tells nobody. */
    public static Notifications none() {
        return new Notifications(List.of(), Set.of(), Optional.empty(), FIRST_PAUSE);
    }

    /**
     * The channels of {@code NOTIFICATION_CHANNELS} when {@code NOTIFICATION_ENABLED} is {@code true}, else none. They are
     * told of {@code NOTIFICATION_EVENTS}, which are {@code run_succeeded} and {@code run_failed} unless set; {@code
     * task_failed} is the third. {@code DAGRUNR_BASE_URL} is where links begin.
     *
     * @param environment normally {@code System.getenv()}
     * @throws IllegalArgumentException with every variable that is missing or wrong; never with a secret's value
     */
    public static Notifications from(Map<String, String> environment) {
        return NotificationSettings.read(environment, InstantSource.system(), FIRST_PAUSE);
    }

    /** These and one more, which is told how runs end where the environment does not say what is told. */
    public Notifications with(NotificationChannel channel) {
        var more = new ArrayList<>(channels);
        more.add(channel);
        var told = events.isEmpty() ? Set.of(Notification.Event.RUN_SUCCEEDED, Notification.Event.RUN_FAILED) : events;
        return new Notifications(more, told, pages, firstPause);
    }

    Notifications pausing(Duration pause) {
        return new Notifications(channels, events, pages, pause);
    }

    /** The page that shows a run, when it is known where pages are. */
    public Optional<URI> pageOf(String dagId, String runId) {
        return pages.map(base -> URI.create(base + "/dagrunr/dags/" + encoded(dagId) + "/runs/" + encoded(runId)));
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
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

    /** Sends to each channel what it is to be told of, three times at most, waiting one and two seconds between. */
    public List<Delivery> send(Notification notification) throws InterruptedException {
        if (!events.contains(notification.event())) {
            return List.of();
        }
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
