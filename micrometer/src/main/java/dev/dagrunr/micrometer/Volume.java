package dev.dagrunr.micrometer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Optional;

/**
 * What a task says it moved: the numbers {@code rows} and {@code bytes} of the object that it returned, as those of the
 * migration do.
 */
record Volume(long rows, long bytes) {
    /** Values of tasks that move something are small; a large one is not worth reading. */
    private static final int LONGEST = 50_000;

    private static final JsonFactory JSON = new JsonFactory();

    /** Empty when the value is no such object. */
    static Optional<Volume> of(String json) {
        if (json.length() > LONGEST || !json.startsWith("{")) {
            return Optional.empty();
        }
        try (var parser = JSON.createParser(json)) {
            return read(parser);
        } catch (IOException e) {
            // a value of the engine's own writing: only a fault of ours could get here, and metrics are no place to
            // fail
            return Optional.empty();
        }
    }

    private static Optional<Volume> read(JsonParser parser) throws IOException {
        long rows = -1;
        long bytes = -1;
        parser.nextToken();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            var name = parser.currentName();
            var token = parser.nextToken();
            if (token == JsonToken.VALUE_NUMBER_INT && name.equals("rows")) {
                rows = parser.getLongValue();
            } else if (token == JsonToken.VALUE_NUMBER_INT && name.equals("bytes")) {
                bytes = parser.getLongValue();
            } else {
                parser.skipChildren();
            }
        }
        return rows < 0 || bytes < 0 ? Optional.empty() : Optional.of(new Volume(rows, bytes));
    }
}
