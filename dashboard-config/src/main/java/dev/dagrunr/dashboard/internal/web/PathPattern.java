package dev.dagrunr.dashboard.internal.web;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A path with variable parts, such as {@code /dags/{dag}/runs}. Immutable. */
public record PathPattern(List<String> parts) {
    public static PathPattern of(String pattern) {
        return new PathPattern(List.of(pattern.substring(1).split("/", -1)));
    }

    /**
     * The variable parts, decoded; empty when the path is another.
     *
     * @param path as it was sent, without its query
     */
    public Optional<Map<String, String>> match(String path) {
        var given = Arrays.stream(path.substring(Math.min(1, path.length())).split("/", -1))
                .map(PathPattern::decoded)
                .toList();
        if (given.size() != parts.size()) {
            return Optional.empty();
        }
        var variables = new HashMap<String, String>();
        for (int i = 0; i < parts.size(); i++) {
            var part = parts.get(i);
            if (part.startsWith("{")) {
                variables.put(part.substring(1, part.length() - 1), given.get(i));
            } else if (!part.equals(given.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(variables);
    }

    private static String decoded(String part) {
        try {
            // in a path, unlike in a form, a plus is a plus
            return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new BadRequestException("The address is not encoded rightly.");
        }
    }
}
