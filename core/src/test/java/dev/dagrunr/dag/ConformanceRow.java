package dev.dagrunr.dag;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One line of a conformance table, by the names in its header. */
record ConformanceRow(Map<String, String> cells) {
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

    /** The rows of a table but those, by case id, that do not apply; a reason for each. */
    static List<ConformanceRow> readApplicable(String file, Map<String, String> notApplicable) {
        var all = readAll(file);
        var ids = all.stream().map(ConformanceRow::id).toList();
        if (!ids.containsAll(notApplicable.keySet())) {
            throw new IllegalArgumentException("Not all of " + notApplicable.keySet() + " are in " + file);
        }
        return all.stream().filter(row -> !notApplicable.containsKey(row.id())).toList();
    }

    private static ConformanceRow of(String[] header, String[] values) {
        var cells = new LinkedHashMap<String, String>();
        for (int i = 0; i < header.length; i++) {
            cells.put(header[i], i < values.length ? values[i] : "");
        }
        return new ConformanceRow(cells);
    }

    String id() {
        return get("case_id");
    }

    String get(String column) {
        var value = cells.get(column);
        if (value == null) {
            throw new IllegalArgumentException("No column " + column + " in " + cells.keySet());
        }
        return value;
    }

    AssertionError untested() {
        return new AssertionError("No test reads the row " + this);
    }

    @Override
    public String toString() {
        return String.join(" | ", cells.values());
    }
}
