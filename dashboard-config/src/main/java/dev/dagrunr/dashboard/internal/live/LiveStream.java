package dev.dagrunr.dashboard.internal.live;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;

/**
 * {@code GET …?page=ADDRESS&seen=ID:HASH,…}: server-sent events, each with the fragments that have changed as a JSON object
 * of markup by id. A sign of life every few seconds finds out whether the browser is still there.
 */
public final class LiveStream implements HttpHandler {
    private static final int MOST_STREAMS = 200;
    private static final long BEAT_MILLIS = 10_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LivePages pages;
    private final Semaphore streams = new Semaphore(MOST_STREAMS);

    public LiveStream(LivePages pages) {
        this.pages = pages;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        var query = query(exchange.getRequestURI().getRawQuery());
        var page = query.getOrDefault("page", "");
        try (exchange) {
            if (!page.startsWith("/dagrunr/")) {
                exchange.sendResponseHeaders(400, -1);
            } else if (streams.tryAcquire()) {
                try {
                    stream(exchange, page, seen(query.getOrDefault("seen", "")));
                } finally {
                    streams.release();
                }
            } else {
                exchange.getResponseHeaders().set("Retry-After", "30");
                exchange.sendResponseHeaders(503, -1);
            }
        }
    }

    private void stream(HttpExchange exchange, String page, Map<String, String> seen) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("X-Accel-Buffering", "no");
        exchange.sendResponseHeaders(200, 0);
        var watcher = pages.watch(page, seen);
        try (var body = exchange.getResponseBody()) {
            while (true) {
                send(body, watcher.await(BEAT_MILLIS));
            }
        } catch (InterruptedException e) {
            // the server ends
            Thread.currentThread().interrupt();
        } finally {
            pages.leave(page, watcher);
        }
    }

    private static void send(OutputStream body, Map<String, String> changed) throws IOException {
        var event = changed.isEmpty() ? ": alive\n\n" : "data: " + JSON.writeValueAsString(changed) + "\n\n";
        body.write(event.getBytes(StandardCharsets.UTF_8));
        body.flush();
    }

    private static Map<String, String> query(String encoded) {
        return pairs(encoded, "&", "=");
    }

    private static Map<String, String> seen(String text) {
        return pairs(text, ",", ":");
    }

    private static Map<String, String> pairs(String text, String between, String within) {
        var pairs = new HashMap<String, String>();
        for (var pair : (text == null ? "" : text).split(between)) {
            int at = pair.indexOf(within);
            if (at > 0) {
                pairs.put(pair.substring(0, at), URLDecoder.decode(pair.substring(at + 1), StandardCharsets.UTF_8));
            }
        }
        return pairs;
    }
}
