package dev.dagrunr.dashboard.internal.web;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Short answers that are not a page. */
final class Answers {
    private Answers() {}

    /** Whether it asks the REST API, where every refusal is a {@link Problem}. */
    static boolean isForPrograms(HttpExchange exchange) {
        return exchange.getRequestURI().getPath().startsWith("/dagrunr/api/");
    }

    static void sentence(HttpExchange exchange, int status, String sentence) throws IOException {
        if (isForPrograms(exchange)) {
            Problem.of(status, sentence).response().send(exchange);
            return;
        }
        send(exchange, status, "text/plain; charset=utf-8", sentence + "\n");
    }

    static void json(HttpExchange exchange, int status, String json) throws IOException {
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        send(exchange, status, "application/json", json);
    }

    static void text(HttpExchange exchange, String type, String text) throws IOException {
        send(exchange, 200, type, text);
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        try (exchange) {
            var bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.sendResponseHeaders(status, -1);
                return;
            }
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
