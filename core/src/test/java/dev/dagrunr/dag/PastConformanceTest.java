package dev.dagrunr.dag;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.dag.internal.decision.PastRule;
import dev.dagrunr.dag.internal.decision.PastRule.Before;
import dev.dagrunr.dag.internal.model.Past;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tasks that depend on the run before, by a table transcribed from Airflow's own tests. */
class PastConformanceTest {
    private static final Before SUCCEEDED = new Before(1, 0, 0, true);
    private static final Before NOT_SUCCEEDED = new Before(1, 1, 0, true);
    private static final Before NEXT_NOT_SUCCEEDED = new Before(1, 0, 1, true);

    static List<ConformanceRow> rows() {
        return Stream.of("branch_skip_past_cases.tsv", "mapping_cases.tsv")
                .flatMap(table -> ConformanceRow.runBy(PastConformanceTest.class, table).stream())
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
            // each instance of a mapped task looks at all instances of the run before
            case "MP077" -> PastRule.met(Past.OWN, Optional.of(new Before(2, 0, 0, true)));
            default -> throw row.untested();
        };
        var expected = row.cells().getOrDefault("expected", "2 schedulable");
        assertThat(met)
                .as(row.toString())
                .isEqualTo(!expected.startsWith("not met") && !expected.endsWith("schedulable=no"));
    }
}
