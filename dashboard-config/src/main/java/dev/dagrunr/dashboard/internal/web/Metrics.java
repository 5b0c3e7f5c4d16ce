package dev.dagrunr.dashboard.internal.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.function.Supplier;

/**
 * {@code /metrics} for Prometheus.
 *
 * @param scrape all metrics of this process in Prometheus' text format
 */
public record Metrics(Supplier<String> scrape) implements HttpHandler {
    @Override
    public void handle(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        Answers.text(exchange, "text/plain; version=0.0.4; charset=utf-8", scrape.get());
    }
}
