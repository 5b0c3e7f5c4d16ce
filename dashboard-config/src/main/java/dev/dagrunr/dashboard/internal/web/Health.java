package dev.dagrunr.dashboard.internal.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.function.BooleanSupplier;

/** For load balancers and container runtimes. */
record Health(BooleanSupplier healthy) implements HttpHandler {
    @Override
    public void handle(HttpExchange exchange) throws IOException {
        if (healthy.getAsBoolean()) {
            Answers.json(exchange, 200, "{\"status\":\"up\"}");
        } else {
            Answers.json(exchange, 503, "{\"status\":\"down\"}");
        }
    }
}
