package dev.dagrunr.migration.notification;

import dev.dagrunr.migration.notification.Notification.Event;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads which channels an environment asks for, and all that is wrong with it at once. Confined to one thread. */
final class NotificationSettings {
    private static final int SUBMISSION_PORT = 587;
    private static final int MAX_PORT = 65_535;

    private final Map<String, String> environment;
    private final InstantSource clock;
    private final List<String> problems = new ArrayList<>();

    private NotificationSettings(Map<String, String> environment, InstantSource clock) {
        this.environment = environment;
        this.clock = clock;
    }

    static Notifications read(Map<String, String> environment, InstantSource clock, Duration firstPause) {
        return new NotificationSettings(environment, clock).read(firstPause);
    }

    private Notifications read(Duration firstPause) {
        var enabled = text("NOTIFICATION_ENABLED").toLowerCase(Locale.ROOT);
        if (enabled.isEmpty() || enabled.equals("false")) {
            return Notifications.none();
        }
        if (!enabled.equals("true")) {
            problems.add("NOTIFICATION_ENABLED is '" + enabled + "'; set it to true or false");
        }
        var pages = text("DAGRUNR_BASE_URL").isEmpty() ? Optional.<URI>empty() : address("DAGRUNR_BASE_URL");
        var events = events();
        var channels = Arrays.stream(required("NOTIFICATION_CHANNELS", "some of slack, email, pagerduty, webhook")
                        .split(","))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .filter(name -> !name.isEmpty())
                .distinct()
                .flatMap(name -> channel(name).stream())
                .toList();
        if (channels.isEmpty() && problems.isEmpty()) {
            problems.add("NOTIFICATION_CHANNELS is '" + text("NOTIFICATION_CHANNELS")
                    + "'; set it to some of slack, email, pagerduty, webhook");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
        return new Notifications(channels, events, pages.map(NotificationSettings::withoutSlash), firstPause);
    }

    private static URI withoutSlash(URI address) {
        return URI.create(address.toString().replaceAll("/+$", ""));
    }

    private Set<Event> events() {
        var text = text("NOTIFICATION_EVENTS");
        if (text.isEmpty()) {
            return EnumSet.of(Event.RUN_SUCCEEDED, Event.RUN_FAILED);
        }
        var events = EnumSet.noneOf(Event.class);
        for (var name : text.split(",")) {
            Arrays.stream(Event.values())
                    .filter(event -> event.wireName().equals(name.strip()))
                    .findFirst()
                    .ifPresentOrElse(
                            events::add,
                            () -> problems.add("NOTIFICATION_EVENTS names '" + name.strip()
                                    + "'; known are run_succeeded, run_failed, task_failed"));
        }
        return events;
    }

    private Optional<NotificationChannel> channel(String name) {
        return switch (name) {
            case "slack" -> address("SLACK_WEBHOOK_URL").map(SlackChannel::new);
            case "pagerduty" -> {
                var key = required("PAGERDUTY_ROUTING_KEY", "the integration's key");
                var events = text("PAGERDUTY_EVENTS_URL").isEmpty()
                        ? Optional.of(PagerDutyChannel.EVENTS)
                        : address("PAGERDUTY_EVENTS_URL");
                yield events.map(at -> new PagerDutyChannel(at, key));
            }
            case "webhook" -> address("WEBHOOK_URL").map(at -> new WebhookChannel(at, text("WEBHOOK_SECRET"), clock));
            case "email" -> email();
            default -> {
                problems.add("NOTIFICATION_CHANNELS names '" + name + "'; known are slack, email, pagerduty, webhook");
                yield Optional.empty();
            }
        };
    }

    private Optional<NotificationChannel> email() {
        var server = new EmailChannel.Server(
                required("SMTP_HOST", "the mail server"), port(), security(), text("SMTP_USER"), text("SMTP_PASSWORD"));
        if (server.user().isEmpty() != server.password().isEmpty()) {
            problems.add("Of SMTP_USER and SMTP_PASSWORD only one is set; set both, or none for no login");
        }
        var from = mailboxes("NOTIFICATION_EMAIL_FROM");
        var to = mailboxes("NOTIFICATION_EMAIL_TO");
        return from.isEmpty() || to.isEmpty()
                ? Optional.empty()
                : Optional.of(new EmailChannel(server, from.get(0), to));
    }

    private int port() {
        var text = text("SMTP_PORT");
        if (text.isEmpty()) {
            return SUBMISSION_PORT;
        }
        try {
            int port = Integer.parseInt(text);
            if (port >= 1 && port <= MAX_PORT) {
                return port;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        problems.add("SMTP_PORT is '" + text + "'; set it to a number from 1 to " + MAX_PORT);
        return SUBMISSION_PORT;
    }

    private EmailChannel.Security security() {
        var text = text("SMTP_SECURITY");
        return switch (text.toUpperCase(Locale.ROOT)) {
            case "", "STARTTLS" -> EmailChannel.Security.STARTTLS;
            case "TLS" -> EmailChannel.Security.TLS;
            case "NONE" -> EmailChannel.Security.NONE;
            default -> {
                problems.add("SMTP_SECURITY is '" + text + "'; set it to starttls, tls or none");
                yield EmailChannel.Security.STARTTLS;
            }
        };
    }

    private List<InternetAddress> mailboxes(String variable) {
        var text = required(variable, "one or more e-mail addresses, separated by commas");
        try {
            var mailboxes = InternetAddress.parse(text, true);
            for (var mailbox : mailboxes) {
                mailbox.validate();
            }
            return List.of(mailboxes);
        } catch (AddressException e) {
            problems.add(variable + " is '" + text + "', which is no list of e-mail addresses");
            return List.of();
        }
    }

    /** Of a webhook, which is a secret as a whole. */
    private Optional<URI> address(String variable) {
        var text = required(variable, "an address that begins with https://");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            var address = new URI(text);
            var scheme = String.valueOf(address.getScheme());
            if (address.getHost() != null && (scheme.equals("https") || scheme.equals("http"))) {
                return Optional.of(address);
            }
        } catch (URISyntaxException e) {
            // said below, without the value
        }
        problems.add(variable + " is no address that begins with https://");
        return Optional.empty();
    }

    private String required(String variable, String what) {
        var text = text(variable);
        if (text.isEmpty()) {
            problems.add(variable + " is not set; it must be " + what);
        }
        return text;
    }

    private String text(String variable) {
        var value = environment.get(variable);
        return value == null ? "" : value.strip();
    }
}
