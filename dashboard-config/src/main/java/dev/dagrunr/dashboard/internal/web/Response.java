package dev.dagrunr.dashboard.internal.web;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/** A whole answer. Immutable. */
public record Response(int status, String type, String body, Map<String, String> headers) {
    private static final int WORTH_COMPRESSING = 1_000;

    public static Response html(int status, String html) {
        return text(status, "text/html; charset=utf-8", html).with("Cache-Control", "no-store");
    }

    public static Response json(int status, String json) {
        return text(status, "application/json", json).with("Cache-Control", "no-store");
    }

    public static Response text(int status, String type, String text) {
        return new Response(status, type, text, Map.of());
    }

    /** To be looked at with GET next. */
    public static Response seeOther(String location) {
        return new Response(303, "", "", Map.of("Location", location));
    }

    public static Response empty(int status) {
        return new Response(status, "", "", Map.of());
    }

    public Response with(String header, String value) {
        var more = new TreeMap<>(headers);
        more.put(header, value);
        return new Response(status, type, body, Map.copyOf(more));
    }

    void send(HttpExchange exchange) throws IOException {
        try (exchange) {
            headers.forEach(exchange.getResponseHeaders()::set);
            if (!type.isEmpty()) {
                exchange.getResponseHeaders().set("Content-Type", type);
            }
            var bytes = encoded(exchange);
            if (exchange.getRequestMethod().equals("HEAD") || bytes.length == 0) {
                exchange.sendResponseHeaders(status, -1);
                return;
            }
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private byte[] encoded(HttpExchange exchange) throws IOException {
        var accepted = exchange.getRequestHeaders().getFirst("Accept-Encoding");
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < WORTH_COMPRESSING || accepted == null || !accepted.contains("gzip")) {
            return bytes;
        }
        exchange.getResponseHeaders().set("Content-Encoding", "gzip");
        exchange.getResponseHeaders().set("Vary", "Accept-Encoding");
        var compressed = new ByteArrayOutputStream();
        try (var stream = new GZIPOutputStream(compressed)) {
            stream.write(bytes);
        }
        return compressed.toByteArray();
    }
}
