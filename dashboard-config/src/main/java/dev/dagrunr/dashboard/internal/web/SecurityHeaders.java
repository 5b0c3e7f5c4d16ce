package dev.dagrunr.dashboard.internal.web;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;

/**
 * What browsers are told about every answer. JobRunr's handler adds a policy for scripts of its own; a browser obeys both.
 */
final class SecurityHeaders extends Filter {
    /** For pages of ours: no script and no style but from files of this server. */
    private static final String STRICT = String.join(
            "; ",
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "connect-src 'self'",
            "frame-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'");

    /** JobRunr's page asks a vendor's host for news; connect-src keeps the page's requests here. */
    private static final String JOBRUNR = String.join(
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
            // a page of ours shows it below the common navigation
            "frame-ancestors 'self'");

    private final String policy;
    private final String frames;

    private SecurityHeaders(String policy, String frames) {
        this.policy = policy;
        this.frames = frames;
    }

    static SecurityHeaders ofPages() {
        return new SecurityHeaders(STRICT, "DENY");
    }

    static SecurityHeaders ofJobRunr() {
        return new SecurityHeaders(JOBRUNR, "SAMEORIGIN");
    }

    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
        var headers = exchange.getResponseHeaders();
        headers.set("Content-Security-Policy", policy);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("X-Frame-Options", frames);
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
