package dev.dagrunr.dashboard.internal.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * Finds who answers a request by its method and path. Failures of those who answer are turned into answers by one function.
 * Routes are added before the first request; then thread-safe.
 */
public final class Router implements HttpHandler {
    /** Gives the whole answer, or fails. */
    @FunctionalInterface
    public interface Answering {
        Response answer(Request request);
    }

    private record Route(String method, PathPattern path, Answering answering) {}

    private final List<Route> routes = new ArrayList<>();
    private final BiFunction<Request, RuntimeException, Response> failures;

    /** @param failures makes the answer to a request that was answered with an exception */
    public Router(BiFunction<Request, RuntimeException, Response> failures) {
        this.failures = failures;
    }

    public Router on(String method, String path, Answering answering) {
        routes.add(new Route(method, PathPattern.of(path), answering));
        return this;
    }

    /** Each as {@code GET /dags/{dag}}. */
    public List<String> routes() {
        return routes.stream()
                .map(route ->
                        route.method() + " /" + String.join("/", route.path().parts()))
                .toList();
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try {
            answer(exchange).send(exchange);
        } catch (BadRequestException e) {
            Answers.sentence(exchange, 400, String.valueOf(e.getMessage()));
        }
    }

    private Response answer(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getRawPath();
        var method = exchange.getRequestMethod().equals("HEAD") ? "GET" : exchange.getRequestMethod();
        var byPath = routes.stream()
                .filter(route -> route.path().match(path).isPresent())
                .toList();
        for (var route : byPath) {
            if (route.method().equals(method)) {
                return answer(Request.of(exchange, route.path().match(path).orElseThrow()), route.answering());
            }
        }
        var request = Request.of(exchange, Map.of());
        if (byPath.isEmpty()) {
            return failures.apply(request, new NotFoundException("There is nothing at this address."));
        }
        var allowed = byPath.stream().map(Route::method).distinct().collect(Collectors.joining(", "));
        if (Answers.isForPrograms(exchange)) {
            return Problem.of(405, "Use " + allowed + " here.").response().with("Allow", allowed);
        }
        return Response.text(405, "text/plain; charset=utf-8", "Use " + allowed + " here.\n")
                .with("Allow", allowed);
    }

    private Response answer(Request request, Answering answering) {
        try {
            return answering.answer(request);
        } catch (RuntimeException e) {
            return failures.apply(request, e);
        }
    }
}
