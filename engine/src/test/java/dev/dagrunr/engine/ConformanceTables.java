package dev.dagrunr.engine;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The tables transcribed from Airflow's tests, and the ledger that says which test of ours runs which row. */
final class ConformanceTables {
    private ConformanceTables() {}

    /** The rows of a table, by the names in its header. */
    static List<Map<String, String>> read(String file) {
        try (var resource = ConformanceTables.class.getResourceAsStream("/conformance/" + file)) {
            var lines = new String(requireNonNull(resource, file).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            var header = lines.get(0).split("\t", -1);
            return lines.stream().skip(1).map(line -> cells(header, line)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> cells(String[] header, String line) {
        var values = line.split("\t", -1);
        var cells = new HashMap<String, String>();
        for (int i = 0; i < header.length; i++) {
            cells.put(header[i], i < values.length ? values[i] : "");
        }
        return cells;
    }

    static String cell(Map<String, String> row, String column) {
        return requireNonNull(row.get(column), column);
    }

    /** The ids that the ledger gives to a test; a {@code *} stands for the rows of a table that no other line names. */
    static List<String> runBy(Class<?> test) {
        var ledger = read("ledger.tsv");
        return ledger.stream()
                .filter(line -> cell(line, "run_by").equals(test.getSimpleName()))
                .flatMap(line -> ids(ledger, line))
                .toList();
    }

    private static Stream<String> ids(List<Map<String, String>> ledger, Map<String, String> line) {
        if (!cell(line, "case_ids").equals("*")) {
            return Stream.of(cell(line, "case_ids").split(" "));
        }
        var named = ledger.stream()
                .filter(other -> cell(other, "table").equals(cell(line, "table")))
                .flatMap(other -> Stream.of(cell(other, "case_ids").split(" ")))
                .toList();
        return read(cell(line, "table")).stream()
                .map(row -> cell(row, "case_id"))
                .filter(id -> !named.contains(id));
    }
}
