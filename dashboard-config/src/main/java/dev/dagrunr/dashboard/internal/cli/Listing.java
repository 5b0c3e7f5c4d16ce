package dev.dagrunr.dashboard.internal.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records of one kind to be printed: named columns and rows of texts, numbers, booleans, nulls, and lists or maps of them.
 * Anything else is printed as its text form. Not thread-safe.
 */
public final class Listing {
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final List<String> columns;
    private final List<Map<String, @Nullable Object>> rows = new ArrayList<>();

    private Listing(List<String> columns) {
        this.columns = columns;
    }

    /** Columns are lower_snake, because they are the keys of the JSON. */
    public static Listing of(String... columns) {
        return new Listing(List.of(columns));
    }

    public Listing row(@Nullable Object... values) {
        if (values.length != columns.size()) {
            throw new IllegalArgumentException(values.length + " values for the columns " + columns);
        }
        var row = new LinkedHashMap<String, @Nullable Object>();
        for (var column = 0; column < values.length; column++) {
            row.put(columns.get(column), plainValue(values[column]));
        }
        rows.add(row);
        return this;
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    public void print(OutputFormat format, Terminal terminal) {
        var text = switch (format) {
            case table -> new TextTable(columns, texts()).fittedInto(terminal.width());
            case json -> json(rows) + "\n";
            case yaml -> yaml();
            case plain -> plain();
        };
        terminal.out().print(text);
        terminal.out().flush();
    }

    private static @Nullable Object plainValue(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        var isJson =
                value instanceof Number || value instanceof Boolean || value instanceof List || value instanceof Map;
        return isJson ? value : value.toString();
    }

    private List<List<String>> texts() {
        return rows.stream()
                .map(row ->
                        columns.stream().map(column -> text(row.get(column))).toList())
                .toList();
    }

    private static String text(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        var text = value instanceof List || value instanceof Map ? json(value) : value.toString();
        return text.replaceAll("[\\t\\r\\n]+", " ");
    }

    private String plain() {
        var text = new StringBuilder();
        for (var row : texts()) {
            text.append(String.join("\t", row)).append('\n');
        }
        return text.toString();
    }

    /** JSON is YAML, so each value is written as JSON: no text can be mistaken for a number, a date or a boolean. */
    private String yaml() {
        if (rows.isEmpty()) {
            return "[]\n";
        }
        var text = new StringBuilder();
        for (var row : rows) {
            var lead = "- ";
            for (var entry : row.entrySet()) {
                text.append(lead)
                        .append(entry.getKey())
                        .append(": ")
                        .append(json(entry.getValue()))
                        .append('\n');
                lead = "  ";
            }
        }
        return text.toString();
    }

    private static String json(@Nullable Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("A value to be printed is no JSON: " + e.getOriginalMessage(), e);
        }
    }
}
