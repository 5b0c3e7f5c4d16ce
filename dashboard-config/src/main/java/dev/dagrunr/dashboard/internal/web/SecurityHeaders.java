package dev.dagrunr.dashboard.internal.web;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;

/**
 * What browsers are told about every answer. JobRunr's handler adds a policy for scripts of its own; a browser obeys both.
 */
final class SecurityHeaders extends Filter {
    /** JobRunr's page asks a vendor's host for news; connect-src keeps the page's requests here. */
    private static final String POLICY = String.join(
            "; ",
            "default-src 'self'",
            "connect-src 'self'",
            "img-src 'self' data:",
            "font-src 'self' data:",
            "style-src 'self' 'unsafe-inline'",
            // JobRunr's own policy replaces 'unsafe-inline' by a nonce on its page
            "script-src 'self' 'unsafe-inline'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'");

    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
        var headers = exchange.getResponseHeaders();
        headers.set("Content-Security-Policy", POLICY);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("X-Frame-Options", "DENY");
        headers.set("Referrer-Policy", "same-origin");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
        chain.doFilter(exchange);
    }

    @Override
    public String description() {
        return "Security headers";
    }
}
