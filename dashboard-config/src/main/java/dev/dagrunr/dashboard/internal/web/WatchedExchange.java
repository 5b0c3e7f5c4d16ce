package dev.dagrunr.dashboard.internal.web;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpPrincipal;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An exchange whose body is replaced by one sentence when its status is 500; the body goes to the log. Everything else is
 * the wrapped exchange's. Confined to the thread of its request until the status is sent.
 */
final class WatchedExchange extends HttpExchange {
    static final String SORRY = "The request failed; the log of the server says why.";

    private static final Logger log = LoggerFactory.getLogger(WatchedExchange.class);
    private static final int MAX_LOGGED_BYTES = 16_384;

    private final HttpExchange exchange;
    private final Body body;
    private @Nullable HttpPrincipal principal;

    WatchedExchange(HttpExchange exchange) {
        this.exchange = exchange;
        this.body = new Body(exchange);
    }

    @Override
    public void sendResponseHeaders(int status, long length) throws IOException {
        if (status != 500) {
            exchange.sendResponseHeaders(status, length);
            return;
        }
        boolean program = Answers.isForPrograms(exchange);
        var sorry =
                (program ? Problem.of(status, SORRY).response().body() : SORRY + "\n").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders()
                .set("Content-Type", program ? "application/problem+json" : "text/plain; charset=utf-8");
        exchange.sendResponseHeaders(status, sorry.length);
        exchange.getResponseBody().write(sorry);
        exchange.getResponseBody().flush();
        body.divert();
    }

    @Override
    public OutputStream getResponseBody() {
        return body;
    }

    @Override
    public void close() {
        exchange.close();
    }

    @Override
    public Headers getRequestHeaders() {
        return exchange.getRequestHeaders();
    }

    @Override
    public Headers getResponseHeaders() {
        return exchange.getResponseHeaders();
    }

    @Override
    public URI getRequestURI() {
        return exchange.getRequestURI();
    }

    @Override
    public String getRequestMethod() {
        return exchange.getRequestMethod();
    }

    @Override
    public HttpContext getHttpContext() {
        return exchange.getHttpContext();
    }

    @Override
    public InputStream getRequestBody() {
        return exchange.getRequestBody();
    }

    @Override
    public InetSocketAddress getRemoteAddress() {
        return exchange.getRemoteAddress();
    }

    @Override
    public int getResponseCode() {
        return exchange.getResponseCode();
    }

    @Override
    public InetSocketAddress getLocalAddress() {
        return exchange.getLocalAddress();
    }

    @Override
    public String getProtocol() {
        return exchange.getProtocol();
    }

    @Override
    public Object getAttribute(String name) {
        return exchange.getAttribute(name);
    }

    @Override
    public void setAttribute(String name, Object value) {
        exchange.setAttribute(name, value);
    }

    @Override
    public void setStreams(InputStream input, OutputStream output) {
        exchange.setStreams(input, output);
    }

    /** Says who it comes from. */
    void signIn(HttpPrincipal somebody) {
        principal = somebody;
    }

    /** Null where everybody is let in. */
    @Override
    public @Nullable HttpPrincipal getPrincipal() {
        return principal;
    }

    /** The wrapped exchange's body, or a short memory once diverted. */
    private static final class Body extends FilterOutputStream {
        private final HttpExchange exchange;
        private final ByteArrayOutputStream diverted = new ByteArrayOutputStream();
        private boolean isDiverted;

        Body(HttpExchange exchange) {
            super(exchange.getResponseBody());
            this.exchange = exchange;
        }

        void divert() {
            isDiverted = true;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (isDiverted) {
                diverted.write(
                        bytes,
                        offset,
                        Math.min(length, MAX_LOGGED_BYTES - Math.min(MAX_LOGGED_BYTES, diverted.size())));
            } else {
                out.write(bytes, offset, length);
            }
        }

        @Override
        public void close() throws IOException {
            if (isDiverted) {
                log.warn(
                        "{} {} failed: {}",
                        exchange.getRequestMethod(),
                        exchange.getRequestURI().getPath(),
                        diverted.toString(StandardCharsets.UTF_8));
            }
            out.close();
        }
    }
}
