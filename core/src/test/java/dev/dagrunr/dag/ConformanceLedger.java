package dev.dagrunr.dag;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which test runs which row of the conformance tables, and why some rows are run by none: {@code conformance/ledger.tsv}. A
 * {@code *} stands for the rows of a table that no other line names.
 *
 * @param places by table and row the simple name of a test, or a reason after {@code -}
 */
record ConformanceLedger(Map<String, Map<String, Place>> places) {
    static final List<String> TABLES = List.of(
            "trigger_rule_exhaustive_derived.tsv",
            "trigger_rule_cases.tsv",
            "mapped_upstream_dep_cases.tsv",
            "mapping_cases.tsv",
            "dagrun_state_cases.tsv",
            "branch_skip_past_cases.tsv",
            "setup_teardown_cases.tsv",
            "clear_retry_backfill_cases.tsv");

    /** @param reason empty for a row that is run */
    record Place(String test, String reason) {
        boolean isRun() {
            return reason.isEmpty();
        }
    }

    static ConformanceLedger read() {
        var places = new LinkedHashMap<String, Map<String, Place>>();
        for (var table : TABLES) {
            places.put(table, placesOf(table));
        }
        return new ConformanceLedger(places);
    }

    private static Map<String, Place> placesOf(String table) {
        var lines = ConformanceRow.readAll("ledger.tsv").stream()
                .filter(line -> line.get("table").equals(table))
                .toList();
        var found = new LinkedHashMap<String, Place>();
        ConformanceRow.readAll(table).forEach(row -> found.put(row.id(), placeOf(row.id(), lines)));
        var named = new ArrayList<String>();
        lines.forEach(line -> named.addAll(List.of(line.get("case_ids").split(" "))));
        named.remove("*");
        if (!found.keySet().containsAll(named)
                || named.size() != List.copyOf(named).stream().distinct().count()) {
            throw new IllegalStateException("The ledger names rows that are not in " + table + ", or one twice");
        }
        return found;
    }

    private static Place placeOf(String id, List<ConformanceRow> lines) {
        return lines.stream()
                .filter(line -> List.of(line.get("case_ids").split(" ")).contains(id))
                .findFirst()
                .or(() -> lines.stream()
                        .filter(line -> line.get("case_ids").equals("*"))
                        .findFirst())
                .map(line -> new Place(line.get("run_by"), line.get("reason")))
                .orElseThrow(() -> new IllegalStateException("The ledger says nothing of row " + id));
    }

    List<ConformanceRow> rowsOf(String table, String test) {
        var of = places.getOrDefault(table, Map.of());
        return ConformanceRow.readAll(table).stream()
                .filter(row -> {
                    var place = of.get(row.id());
                    return place != null && place.isRun() && place.test().equals(test);
                })
                .toList();
    }
}
