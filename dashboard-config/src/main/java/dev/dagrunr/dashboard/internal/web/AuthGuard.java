package dev.dagrunr.dashboard.internal.web;

import com.sun.net.httpserver.Authenticator.Failure;
import com.sun.net.httpserver.Authenticator.Retry;
import com.sun.net.httpserver.Authenticator.Success;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;

/** Lets in who is known. Not the JDK's way to authenticate a context, whose refusals have no body for programs. */
record AuthGuard(PasswordAuthenticator users, HttpHandler handler) implements HttpHandler {
    @Override
    public void handle(HttpExchange exchange) throws IOException {
        if (!(exchange instanceof WatchedExchange watched)) {
            throw new IllegalStateException("Only a watched exchange can remember who it comes from");
        }
        var result = users.authenticate(exchange);
        if (result instanceof Success success) {
            watched.signIn(success.getPrincipal());
            handler.handle(watched);
        } else if (result instanceof Retry retry) {
            refuse(watched, retry.getResponseCode());
        } else if (result instanceof Failure failure) {
            refuse(watched, failure.getResponseCode());
        }
    }

    private static void refuse(WatchedExchange exchange, int status) throws IOException {
        // a connection that is closed with bytes unread is reset, and the answer is often lost with it
        exchange.getRequestBody().readAllBytes();
        if (Answers.isForPrograms(exchange)) {
            Answers.sentence(exchange, status, "A user and a password are needed, by HTTP Basic.");
            return;
        }
        try (exchange) {
            exchange.sendResponseHeaders(status, -1);
        }
    }
}
