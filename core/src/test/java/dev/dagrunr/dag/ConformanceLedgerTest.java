package dev.dagrunr.dag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.lang.reflect.InvocationTargetException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Accounts for every row of the conformance tables: it is run by a named case, or the ledger says why it cannot apply. A row
 * that the ledger gives to a test and that the test has no case for fails there.
 */
class ConformanceLedgerTest {
    private static final String DECISION = "internal.decision.";
    private static final Map<String, String> HERE = Map.of(
            "ReadinessTest",
            DECISION,
            "MappedUpstreamConformanceTest",
            "",
            "MappingConformanceTest",
            "",
            "RunStateConformanceTest",
            "",
            "BranchConformanceTest",
            "",
            "PastConformanceTest",
            "",
            "SetupConformanceTest",
            "",
            "RetryConformanceTest",
            "",
            "BackfillConformanceTest",
            "");
    /** What needs a store: each of them takes its rows from the ledger, too, and fails on a row that it has no case for. */
    private static final Set<String> OF_THE_ENGINE =
            Set.of("StoreConformanceIT", "RepairConformanceIT", "RunIdConformanceTest");

    private final ConformanceLedger ledger = ConformanceLedger.read();

    @Test
    void everyRowIsRunOrHasAReasonWhyNot() {
        var counts = new LinkedHashMap<String, String>();
        ledger.places().forEach((table, places) -> {
            long run = places.values().stream()
                    .filter(ConformanceLedger.Place::isRun)
                    .count();
            counts.put(table, run + " run, " + (places.size() - run) + " not applicable");
        });
        assertThat(counts)
                .containsExactly(
                        entry("trigger_rule_exhaustive_derived.tsv", "660 run, 0 not applicable"),
                        entry("trigger_rule_cases.tsv", "113 run, 1 not applicable"),
                        entry("mapped_upstream_dep_cases.tsv", "45 run, 0 not applicable"),
                        entry("mapping_cases.tsv", "45 run, 5 not applicable"),
                        entry("dagrun_state_cases.tsv", "27 run, 0 not applicable"),
                        entry("branch_skip_past_cases.tsv", "40 run, 1 not applicable"),
                        entry("setup_teardown_cases.tsv", "14 run, 0 not applicable"),
                        entry("clear_retry_backfill_cases.tsv", "42 run, 2 not applicable"));
    }

    @Test
    void theSampledRowsThatDoNotApplyAreFew() {
        var sampled = ledger.places().entrySet().stream()
                .filter(table -> !table.getKey().contains("exhaustive"))
                .flatMap(table -> table.getValue().values().stream())
                .toList();
        assertThat(sampled).hasSize(335);
        assertThat(sampled).filteredOn(place -> !place.isRun()).hasSize(9);
    }

    @Test
    void everyRowThatIsRunNamesATestThatThereIs() {
        assertThat(ledger.places().values())
                .allSatisfy(places -> assertThat(places.values()).allSatisfy(place -> {
                    if (place.isRun()) {
                        assertThat(HERE.containsKey(place.test()) || OF_THE_ENGINE.contains(place.test()))
                                .as(place.test())
                                .isTrue();
                    } else {
                        assertThat(place.test()).isEqualTo("-");
                    }
                }));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ReadinessTest",
                "MappedUpstreamConformanceTest",
                "MappingConformanceTest",
                "RunStateConformanceTest",
                "BranchConformanceTest",
                "PastConformanceTest",
                "SetupConformanceTest",
                "RetryConformanceTest",
                "BackfillConformanceTest"
            })
    void aTestRunsTheRowsThatTheLedgerGivesIt(String test) throws ReflectiveOperationException {
        var given = new TreeMap<String, ConformanceRow>();
        ConformanceLedger.TABLES.forEach(table -> ledger.rowsOf(table, test).forEach(row -> given.put(row.id(), row)));
        assertThat(rows(test)).isEqualTo(given.keySet());
    }

    private static Set<String> rows(String test) throws ReflectiveOperationException {
        var rows = Class.forName("dev.dagrunr.dag." + HERE.get(test) + test).getDeclaredMethod("rows");
        rows.setAccessible(true);
        try {
            return ((List<?>) rows.invoke(null))
                    .stream().map(row -> ((ConformanceRow) row).id()).collect(Collectors.toSet());
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("rows() of " + test + " failed", e.getCause());
        }
    }
}
