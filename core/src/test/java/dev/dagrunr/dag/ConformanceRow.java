package dev.dagrunr.dag;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One line of a conformance table, by the names in its header. */
public record ConformanceRow(Map<String, String> cells) {
    /** All rows of a table. */
    static List<ConformanceRow> readAll(String file) {
        try (var resource = ConformanceRow.class.getResourceAsStream("/conformance/" + file)) {
            var lines = new String(requireNonNull(resource, file).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            var header = lines.get(0).split("\t", -1);
            return lines.stream()
                    .skip(1)
                    .map(line -> of(header, line.split("\t", -1)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The rows of a table that the ledger says this test runs, whatever the table. */
    public static List<ConformanceRow> runBy(Class<?> test, String file) {
        return ConformanceLedger.read().rowsOf(file, test.getSimpleName());
    }

    private static ConformanceRow of(String[] header, String[] values) {
        var cells = new LinkedHashMap<String, String>();
        for (int i = 0; i < header.length; i++) {
            cells.put(header[i], i < values.length ? values[i] : "");
        }
        return new ConformanceRow(cells);
    }

    public String id() {
        return get("case_id");
    }

    public String get(String column) {
        var value = cells.get(column);
        if (value == null) {
            throw new IllegalArgumentException("No column " + column + " in " + cells.keySet());
        }
        return value;
    }

    public int count(String column) {
        return Integer.parseInt(get(column));
    }

    AssertionError untested() {
        return new AssertionError("No test reads the row " + this);
    }

    @Override
    public String toString() {
        return String.join(" | ", cells.values());
    }
}
