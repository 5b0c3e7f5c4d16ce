package dev.dagrunr.dashboard.internal.web;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a browser or a program asks for, decoded. Immutable.
 *
 * @param path the variable parts of the path, by name
 * @param query the fields of the query, each with all its values
 * @param freshToken for a browser that has no token yet, see {@link Csrf}
 * @param viewer whether it comes from somebody who may change nothing
 * @param body as text, empty when there is none; at most 1 MiB
 */
public record Request(
        String method,
        String uri,
        Map<String, String> path,
        Map<String, List<String>> query,
        Map<String, List<String>> headers,
        String body,
        String freshToken,
        boolean viewer) {

    static Request of(HttpExchange exchange, Map<String, String> path) throws IOException {
        var uri = exchange.getRequestURI();
        var headers = new LinkedHashMap<String, List<String>>();
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, List.copyOf(values)));
        return new Request(
                exchange.getRequestMethod(),
                uri.toString(),
                path,
                fields(uri.getRawQuery() == null ? "" : uri.getRawQuery()),
                headers,
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                Csrf.newToken(),
                !RoleGuard.mayChange(exchange));
    }

    /** As it would be asked for by a link. */
    public static Request get(String uri, Map<String, String> path) {
        int mark = uri.indexOf('?');
        return new Request("GET", uri, path, fields(mark < 0 ? "" : uri.substring(mark + 1)), Map.of(), "", "", false);
    }

    private static Map<String, List<String>> fields(String encoded) {
        var fields = new LinkedHashMap<String, List<String>>();
        for (var field : encoded.split("&")) {
            int equals = field.indexOf('=');
            if (!field.isEmpty()) {
                fields.computeIfAbsent(
                                decoded(equals < 0 ? field : field.substring(0, equals)), name -> new ArrayList<>())
                        .add(equals < 0 ? "" : decoded(field.substring(equals + 1)));
            }
        }
        return fields;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new BadRequestException("'" + text + "' in the address is not encoded rightly");
        }
    }

    /** A variable part of the path. */
    public String at(String name) {
        var value = path.get(name);
        if (value == null) {
            throw new IllegalArgumentException("The route has no part '" + name + "'");
        }
        return value;
    }

    /** The first value of a field of the query that is not blank. */
    public Optional<String> query(String name) {
        return query.getOrDefault(name, List.of()).stream()
                .filter(value -> !value.isBlank())
                .findFirst();
    }

    public List<String> queries(String name) {
        return query.getOrDefault(name, List.of()).stream()
                .filter(value -> !value.isBlank())
                .toList();
    }

    /** @throws BadRequestException when it is no whole number between the two */
    public int number(String name, int otherwise, int least, int most) {
        var text = query(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(text.get());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // answered as a number out of bounds is
        }
        throw new BadRequestException(
                "'" + name + "' is '" + text.get() + "', but must be a number from " + least + " to " + most);
    }

    /** A field of a form that was sent. */
    public Optional<String> form(String name) {
        return isForm() ? fields(body).getOrDefault(name, List.of()).stream().findFirst() : Optional.empty();
    }

    private boolean isForm() {
        return header("Content-Type").orElse("").startsWith("application/x-www-form-urlencoded");
    }

    public Optional<String> header(String name) {
        return headers.entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                .flatMap(entry -> entry.getValue().stream())
                .findFirst();
    }

    public Optional<String> cookie(String name) {
        for (var part : header("Cookie").orElse("").split(";")) {
            int equals = part.indexOf('=');
            if (equals > 0 && part.substring(0, equals).strip().equals(name)) {
                return Optional.of(part.substring(equals + 1).strip());
            }
        }
        return Optional.empty();
    }
}
