package dev.dagrunr.engine;

import static dev.dagrunr.engine.ConformanceTables.cell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dagrunr.engine.internal.run.RunIds;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a run may be called, by a table transcribed from Airflow's own tests. */
class RunIdConformanceTest {
    private static final Pattern INPUT = Pattern.compile("allowed_run_id_pattern=(.*); run_id=(.*)");

    static List<Map<String, String>> rows() {
        var mine = ConformanceTables.runBy(RunIdConformanceTest.class);
        return ConformanceTables.read("clear_retry_backfill_cases.tsv").stream()
                .filter(row -> mine.contains(cell(row, "case_id")))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void allowsWhatAirflowAllows(Map<String, String> row) {
        var input = INPUT.matcher(cell(row, "input"));
        assertThat(input.matches()).isTrue();
        var ids = new RunIds(Pattern.compile(input.group(1).replace("(empty)", "")));
        var runId = input.group(2);
        switch (cell(row, "expected")) {
            case "accepted" -> assertThat(ids.require(runId)).isEqualTo(runId);
            case "rejected" -> assertThatThrownBy(() -> ids.require(runId)).isInstanceOf(DagRunrException.class);
            default -> throw new AssertionError("No test reads the row " + row);
        }
    }

    @Test
    void readsAllRowsThatTheLedgerGivesIt() {
        assertThat(rows()).hasSize(9);
    }

    @Test
    void anyIdThatCanBeWrittenInAnAddressIsAllowedUnlessAPatternIsSet() {
        assertThat(RunIds.ANY.require("nightly-1")).isEqualTo("nightly-1");
        assertThatThrownBy(() -> RunIds.ANY.require("nightly/1")).hasMessageContaining("'nightly/1' is not valid");
        assertThatThrownBy(() -> RunIds.ANY.require("")).hasMessageContaining("is not valid");
    }
}
