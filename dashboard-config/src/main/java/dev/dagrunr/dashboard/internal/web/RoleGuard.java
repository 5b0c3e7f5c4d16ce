package dev.dagrunr.dashboard.internal.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.dagrunr.dashboard.WebAuthenticator.Role;
import java.io.IOException;
import java.util.Set;

/**
 * Lets viewers look and change nothing. Not a filter: those run before {@link AuthGuard}, when nobody is known yet.
 */
record RoleGuard(HttpHandler handler) implements HttpHandler {
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        if (READING.contains(exchange.getRequestMethod()) || mayChange(exchange)) {
            handler.handle(exchange);
        } else {
            Answers.sentence(exchange, 403, "You may look at everything here, but change nothing: you are a viewer.");
        }
    }

    /** Without users everybody may who gets here. */
    static boolean mayChange(HttpExchange exchange) {
        return !(exchange.getPrincipal() instanceof PasswordAuthenticator.User user) || user.role() == Role.OPERATOR;
    }
}
