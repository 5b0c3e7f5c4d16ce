package dev.dagrunr.dashboard.internal.web;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Refuses requests that no page of ours makes: bodies beyond 1 MiB, changes asked for by another site's page, and, while
 * only this machine can connect, names of the machine that a foreign name server made up.
 */
final class RequestGuard extends Filter {
    private static final long MAX_BODY_BYTES = 1 << 20;
    private static final long MAX_DISCARDED_BYTES = 16 << 20;
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    private static final Set<String> NAMES_OF_LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final boolean loopbackOnly;

    RequestGuard(boolean loopbackOnly) {
        this.loopbackOnly = loopbackOnly;
    }

    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
        var headers = exchange.getRequestHeaders();
        var host = headers.getFirst("Host");
        if (host == null || (loopbackOnly && !NAMES_OF_LOOPBACK.contains(withoutPort(host)))) {
            Answers.sentence(exchange, 421, "This server is not the host that was asked for.");
            return;
        }
        // JobRunr's pages are class path resources, looked up by whatever stands in the path.
        if (List.of(exchange.getRequestURI().getPath().split("/")).contains("..")) {
            Answers.sentence(exchange, 400, "The path may not lead upwards.");
            return;
        }
        var origin = headers.getFirst("Origin");
        if (!READING.contains(exchange.getRequestMethod()) && origin != null && !isSameOrigin(origin, host)) {
            Answers.sentence(exchange, 403, "A page of another site may not change anything here.");
            return;
        }
        var length = headers.getFirst("Content-Length");
        if (length != null && !isSmall(length)) {
            discardSome(exchange.getRequestBody());
            Answers.sentence(exchange, 413, BodyTooLargeException.SENTENCE);
            return;
        }
        exchange.setStreams(new BoundedInputStream(exchange.getRequestBody(), MAX_BODY_BYTES), null);
        chain.doFilter(exchange);
    }

    /** A connection closed with bytes unread is reset, and the answer is often lost with it. */
    static void discardSome(InputStream body) throws IOException {
        var buffer = new byte[1 << 16];
        var left = MAX_DISCARDED_BYTES;
        while (left > 0) {
            var read = body.read(buffer);
            if (read < 0) {
                return;
            }
            left -= read;
        }
    }

    private static String withoutPort(String host) {
        var name = host.toLowerCase(Locale.ROOT);
        var colon = name.lastIndexOf(':');
        return colon > name.lastIndexOf(']') ? name.substring(0, colon) : name;
    }

    private static boolean isSameOrigin(String origin, String host) {
        try {
            return host.equalsIgnoreCase(URI.create(origin).getAuthority());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isSmall(String length) {
        try {
            return Long.parseLong(length.strip()) <= MAX_BODY_BYTES;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    @Override
    public String description() {
        return "Size, origin and host of requests";
    }
}
