package dev.dagrunr.dashboard.internal.page;

import dev.dagrunr.dashboard.internal.web.NotFoundException;
import dev.dagrunr.dashboard.internal.web.Request;
import dev.dagrunr.dashboard.internal.web.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The few files that pages refer to. Their addresses change with their content, so browsers may keep them for good. */
final class Assets {
    private static final Map<String, String> TYPES = Map.of(
            "app.css", "text/css; charset=utf-8",
            "app.js", "text/javascript; charset=utf-8",
            "icon.svg", "image/svg+xml");

    private static final Map<String, String> FILES =
            Stream.of("app.css", "app.js", "icon.svg").collect(Collectors.toMap(Function.identity(), Assets::read));

    private Assets() {}

    static String link(String name) {
        return "/dagrunr/assets/" + name + "?v="
                + Integer.toHexString(String.valueOf(FILES.get(name)).hashCode());
    }

    static Response answer(Request request) {
        var name = request.at("name");
        var file = FILES.get(name);
        if (file == null) {
            throw new NotFoundException("There is no file '" + name + "'.");
        }
        return new Response(200, TYPES.getOrDefault(name, "text/plain"), file, Map.of())
                .with("Cache-Control", "public, max-age=31536000, immutable");
    }

    private static String read(String name) {
        try (var stream = Assets.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("The app has no file " + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
