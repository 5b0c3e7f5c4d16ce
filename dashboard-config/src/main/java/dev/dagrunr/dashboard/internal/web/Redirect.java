package dev.dagrunr.dashboard.internal.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;

/** Sends the start page elsewhere; any other path that reaches it does not exist. */
record Redirect(String target) implements HttpHandler {
    @Override
    public void handle(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestURI().getPath().equals("/")) {
            Answers.sentence(exchange, 404, "There is no page of this name.");
            return;
        }
        try (exchange) {
            exchange.getResponseHeaders().set("Location", target);
            exchange.sendResponseHeaders(302, -1);
        }
    }
}
