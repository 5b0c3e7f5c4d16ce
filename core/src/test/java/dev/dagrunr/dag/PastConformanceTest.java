package dev.dagrunr.dag;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.dag.internal.decision.PastRule;
import dev.dagrunr.dag.internal.decision.PastRule.Before;
import dev.dagrunr.dag.internal.model.Past;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tasks that depend on the run before, by a table transcribed from Airflow's own tests. */
class PastConformanceTest {
    private static final Before SUCCEEDED = new Before(1, 0, 0, true);
    private static final Before NOT_SUCCEEDED = new Before(1, 1, 0, true);
    private static final Before NEXT_NOT_SUCCEEDED = new Before(1, 0, 1, true);

    static List<ConformanceRow> rows() {
        return ConformanceRow.readAll("branch_skip_past_cases.tsv").stream()
                .filter(row -> row.get("area").equals("depends_on_past")
                        || row.get("area").equals("wait_for_downstream"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void looksAtTheRunBeforeAsAirflowDoes(ConformanceRow row) {
        boolean met = switch (row.id()) {
            case "BS043" -> PastRule.met(Past.OWN, Optional.of(SUCCEEDED));
            case "BS045", "BS046", "BS057" -> PastRule.met(Past.OWN, Optional.of(NOT_SUCCEEDED));
            case "BS049", "BS059" -> PastRule.met(Past.OWN_AND_NEXT, Optional.of(SUCCEEDED));
            case "BS051", "BS052", "BS058" -> PastRule.met(Past.OWN_AND_NEXT, Optional.of(NEXT_NOT_SUCCEEDED));
            case "BS053", "BS054" -> PastRule.met(Past.IGNORED, Optional.of(NOT_SUCCEEDED));
            // whoever wants to ignore the past says so by making the run the first of a backfill
            case "BS055", "BS056" -> PastRule.met(Past.OWN, Optional.empty());
            case "BS060" -> PastRule.met(Past.OWN, Optional.of(new Before(0, 0, 0, false)));
            default -> throw row.untested();
        };
        var expected = row.get("expected");
        assertThat(met)
                .as(row.toString())
                .isEqualTo(!expected.startsWith("not met") && !expected.endsWith("schedulable=no"));
    }
}
