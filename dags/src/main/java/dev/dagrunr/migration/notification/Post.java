package dev.dagrunr.migration.notification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** Sends JSON by HTTP. Says neither where to nor what: a webhook's address is a secret. Thread-safe. */
final class Post {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final URI address;

    Post(URI address) {
        this.address = address;
    }

    static byte[] json(Object value) {
        try {
            return JSON.writeValueAsString(value).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not JSON: " + value.getClass(), e);
        }
    }

    void send(byte[] body, Map<String, String> headers) throws DeliveryException, InterruptedException {
        var request = HttpRequest.newBuilder(address)
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        int status = status(request.build());
        if (status >= 500 || status == 429 || status == 408) {
            throw DeliveryException.temporary("The server answers " + status);
        }
        if (status < 200 || status >= 300) {
            throw DeliveryException.permanent("The server refuses with " + status);
        }
    }

    private int status(HttpRequest request) throws DeliveryException, InterruptedException {
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            // its message may hold the address
            throw DeliveryException.temporary(
                    "The server cannot be reached (" + e.getClass().getSimpleName() + ")");
        }
    }
}
