package dev.dagrunr.migration.notification;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * One JSON object to an address of one's own. With a secret, {@code X-DagRunr-Signature} is {@code sha256=} and the HMAC of
 * {@code X-DagRunr-Timestamp} (Unix seconds), a dot and the body, in hexadecimal: the receiver can tell that it is genuine
 * and not an old one sent again. Thread-safe.
 */
final class WebhookChannel implements NotificationChannel {
    private static final String ALGORITHM = "HmacSHA256";

    private final Post post;
    private final String secret;
    private final InstantSource clock;

    /** @param secret empty for none */
    WebhookChannel(URI address, String secret, InstantSource clock) {
        post = new Post(address);
        this.secret = secret;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "webhook";
    }

    @Override
    public void send(Notification notification) throws DeliveryException, InterruptedException {
        var body = Post.json(body(notification));
        if (secret.isEmpty()) {
            post.send(body, Map.of());
            return;
        }
        var timestamp = Long.toString(clock.instant().getEpochSecond());
        post.send(
                body,
                Map.of(
                        "X-DagRunr-Timestamp",
                        timestamp,
                        "X-DagRunr-Signature",
                        "sha256=" + signature(timestamp, body)));
    }

    private static Map<String, Object> body(Notification notification) {
        var body = new LinkedHashMap<String, Object>();
        body.put("event", notification.event().wireName());
        body.put("dag_id", notification.dagId());
        body.put("dag_run_id", notification.runId());
        body.put("tables", notification.tables());
        body.put("complete_tables", notification.completeTables());
        body.put("rows", notification.rows());
        body.put("seconds", notification.duration().toMillis() / 1_000.0);
        body.put("rows_per_second", notification.rowsPerSecond());
        body.put("failures", notification.failures());
        notification.link().ifPresent(page -> body.put("link", page.toString()));
        return body;
    }

    private String signature(String timestamp, byte[] body) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            mac.update((timestamp + ".").getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + ALGORITHM, e);
        }
    }
}
