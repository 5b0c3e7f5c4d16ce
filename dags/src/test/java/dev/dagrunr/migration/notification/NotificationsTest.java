package dev.dagrunr.migration.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.dagrunr.migration.notification.Notifications.Delivery;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The channels that speak HTTP, against a server that answers what a test tells it to. */
class NotificationsTest {
    private record Received(String path, Map<String, String> headers, JsonNode body, String text) {}

    private final Queue<Received> received = new ConcurrentLinkedQueue<>();
    private final Queue<Integer> answers = new ArrayDeque<>();
    private HttpServer server;
    private String address = "";

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                var text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                var headers = new HashMap<String, String>();
                exchange.getRequestHeaders()
                        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
                received.add(new Received(
                        exchange.getRequestURI().getPath(), headers, new ObjectMapper().readTree(text), text));
                exchange.sendResponseHeaders(answers.isEmpty() ? 200 : answers.remove(), -1);
            }
        });
        server.start();
        address = "http://localhost:" + server.getAddress().getPort();
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    @Test
    void slackGetsOneMessageWithItsMarkupEscaped() throws InterruptedException {
        var notifications = from(Map.of("NOTIFICATION_CHANNELS", "slack", "SLACK_WEBHOOK_URL", address + "/T0/secret"));

        assertThat(notifications.send(Told.success())).containsExactly(new Delivery("slack", ""));
        assertThat(notifications.send(Told.failure())).containsExactly(new Delivery("slack", ""));

        assertThat(received)
                .extracting(message -> message.body().get("text").asText())
                .containsExactly("""
                        :large_green_circle: *postgres_to_postgres_migration: manual__1 succeeded*
                        Tables: 16 of 16 complete
                        Rows: 107,000,000 in 7 min 08 s, 250,000 rows/s
                        https://dagrunr.example/runs/1""", """
                        :red_circle: *postgres_to_postgres_migration: &lt;b&gt; &amp; "run"\r
                        Bcc: all@example.com failed*
                        Tables: 15 of 16 complete
                        Rows: 1,000 in 10 s, 100 rows/s
                        Failed: public.votes: ERROR: disk full""");
    }

    @Test
    void pagerDutyGetsAnAlertThatTheSuccessOfTheSameRunResolves() throws InterruptedException {
        var notifications = from(Map.of(
                "NOTIFICATION_CHANNELS", "pagerduty",
                "PAGERDUTY_ROUTING_KEY", "key",
                "PAGERDUTY_EVENTS_URL", address));

        notifications.send(Told.failure());
        notifications.send(Told.failedTask());
        notifications.send(Told.success());

        assertThat(received).hasSize(2);
        var alert = received.remove().body();
        assertThat(alert.get("event_action").asText()).isEqualTo("trigger");
        assertThat(alert.get("dedup_key").asText()).startsWith("postgres_to_postgres_migration/<b>");
        assertThat(alert.at("/payload/severity").asText()).isEqualTo("error");
        assertThat(alert.at("/payload/custom_details/details/2").asText()).contains("disk full");
        assertThat(received.remove().body().get("event_action").asText()).isEqualTo("resolve");
    }

    @Test
    void aWebhookCanTellThatTheMessageIsGenuine() throws Exception {
        var notifications =
                from(Map.of("NOTIFICATION_CHANNELS", "webhook", "WEBHOOK_URL", address, "WEBHOOK_SECRET", "s3cret"));

        notifications.send(Told.success());

        var message = received.remove();
        assertThat(message.body().get("event").asText()).isEqualTo("run_succeeded");
        assertThat(message.body().get("rows_per_second").asLong()).isEqualTo(250_000);
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("s3cret".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        var expected = mac.doFinal(
                (message.headers().get("x-dagrunr-timestamp") + "." + message.text()).getBytes(StandardCharsets.UTF_8));
        assertThat(message.headers())
                .containsEntry("x-dagrunr-signature", "sha256=" + HexFormat.of().formatHex(expected));
    }

    @Test
    void aServerThatIsBusyIsAskedAgainAndOneThatRefusesIsNot() throws InterruptedException {
        var notifications = from(Map.of(
                        "NOTIFICATION_CHANNELS", "slack,webhook",
                        "SLACK_WEBHOOK_URL", address + "/slack",
                        "WEBHOOK_URL", address + "/hook"))
                .pausing(Duration.ofMillis(1));
        answers.addAll(List.of(503, 429, 200, 404));

        assertThat(notifications.send(Told.success()))
                .containsExactly(new Delivery("slack", ""), new Delivery("webhook", "The server refuses with 404"));
        assertThat(received).extracting(Received::path).containsExactly("/slack", "/slack", "/slack", "/hook");
    }

    @Test
    void aChannelThatNobodyAnswersCostsTheOthersNothingAndKeepsItsAddress() throws InterruptedException {
        var notifications = from(Map.of(
                        "NOTIFICATION_CHANNELS", "slack,webhook",
                        "SLACK_WEBHOOK_URL", "http://localhost:1/T0/secret",
                        "WEBHOOK_URL", address))
                .pausing(Duration.ofMillis(1));

        var deliveries = notifications.send(Told.success());

        assertThat(deliveries).extracting(Delivery::arrived).containsExactly(false, true);
        assertThat(deliveries.get(0).problem())
                .startsWith("The server cannot be reached")
                .doesNotContain("secret");
    }

    @Test
    void nobodyIsToldUnlessItIsSwitchedOn() {
        assertThat(Notifications.from(Map.of()).isEmpty()).isTrue();
        assertThat(Notifications.from(Map.of("NOTIFICATION_ENABLED", "false", "NOTIFICATION_CHANNELS", "slack"))
                        .isEmpty())
                .isTrue();
    }

    @Test
    void onlyEventsThatWereAskedForAreTold() throws InterruptedException {
        var notifications = from(Map.of(
                "NOTIFICATION_CHANNELS", "webhook", "WEBHOOK_URL", address, "NOTIFICATION_EVENTS", "task_failed"));

        assertThat(notifications.send(Told.success())).isEmpty();
        assertThat(notifications.send(Told.failedTask())).hasSize(1);
        assertThat(received)
                .extracting(message -> message.body().get("event").asText())
                .containsExactly("task_failed");
    }

    @Test
    void aRunIsLinkedWherePagesAre() {
        var notifications = from(Map.of(
                "NOTIFICATION_CHANNELS", "webhook",
                "WEBHOOK_URL", address,
                "DAGRUNR_BASE_URL", "https://dagrunr.example/here/"));

        assertThat(notifications.pageOf("a_dag", "manual__2026-01-01T00:00:00+01:00"))
                .contains(
                        URI.create(
                                "https://dagrunr.example/here/dagrunr/dags/a_dag/runs/manual__2026-01-01T00%3A00%3A00%2B01%3A00"));
        assertThat(Notifications.none().pageOf("a_dag", "r")).isEmpty();
    }

    @Test
    void allThatIsWrongIsSaidAtOnceAndNoSecretWithIt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> from(Map.of(
                        "NOTIFICATION_CHANNELS", "slack,email,pager,webhook",
                        "SLACK_WEBHOOK_URL", "htp:/secret",
                        "SMTP_PORT", "0",
                        "SMTP_SECURITY", "ssl3",
                        "SMTP_PASSWORD", "pass-word",
                        "NOTIFICATION_EMAIL_FROM", "nobody",
                        "NOTIFICATION_EMAIL_TO", "a@example.com, b@@example.com")))
                .withMessageContaining("SLACK_WEBHOOK_URL is no address")
                .withMessageContaining("SMTP_HOST is not set")
                .withMessageContaining("SMTP_PORT is '0'")
                .withMessageContaining("SMTP_SECURITY is 'ssl3'")
                .withMessageContaining("Of SMTP_USER and SMTP_PASSWORD only one is set")
                .withMessageContaining("NOTIFICATION_EMAIL_TO is")
                .withMessageContaining("names 'pager'")
                .withMessageContaining("WEBHOOK_URL is not set")
                .withMessageNotContaining("htp:/secret")
                .withMessageNotContaining("pass-word");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> from(Map.of("NOTIFICATION_CHANNELS", " , ")))
                .withMessage("NOTIFICATION_CHANNELS is ','; set it to some of slack, email, pagerduty, webhook");
    }

    private static Notifications from(Map<String, String> environment) {
        var all = new HashMap<>(environment);
        all.put("NOTIFICATION_ENABLED", "true");
        all.putIfAbsent("NOTIFICATION_EVENTS", "run_succeeded, run_failed, task_failed");
        return Notifications.from(all);
    }
}
