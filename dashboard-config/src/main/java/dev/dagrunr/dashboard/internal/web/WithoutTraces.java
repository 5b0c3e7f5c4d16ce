package dev.dagrunr.dashboard.internal.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps stack traces out of a handler's answers: JobRunr's print theirs into the body of a status 500. The log has them
 * instead. Not a filter, because the JDK's filters hand on no exchange but its own.
 */
record WithoutTraces(HttpHandler handler) implements HttpHandler {
    private static final Logger log = LoggerFactory.getLogger(WithoutTraces.class);

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try {
            handler.handle(new WatchedExchange(exchange));
        } catch (BodyTooLargeException e) {
            Answers.sentence(exchange, 413, BodyTooLargeException.SENTENCE);
        } catch (RuntimeException | Error e) {
            // A browser that went away looks the same here as a handler that failed; neither is the other's business.
            log.warn(
                    "{} {} failed",
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().getPath(),
                    e);
            if (exchange.getResponseCode() == -1) {
                Answers.sentence(exchange, 500, WatchedExchange.SORRY);
            } else {
                exchange.close();
            }
        }
    }
}
