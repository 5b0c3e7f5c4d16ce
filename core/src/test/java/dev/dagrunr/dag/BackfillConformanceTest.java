package dev.dagrunr.dag;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.dag.internal.decision.BackfillRule;
import dev.dagrunr.dag.internal.decision.PastRule;
import dev.dagrunr.dag.internal.model.Past;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Backfills, by a table transcribed from Airflow's own tests. */
class BackfillConformanceTest {
    private static final BackfillRule.Range RANGE =
            new BackfillRule.Range(Instant.parse("2026-01-03T00:00:00Z"), Instant.parse("2026-01-09T00:00:00Z"), false);
    private static final Instant NOW = Instant.parse("2026-02-01T00:00:00Z");

    static List<ConformanceRow> rows() {
        return ConformanceRow.runBy(BackfillConformanceTest.class, "clear_retry_backfill_cases.tsv");
    }

    @ParameterizedTest
    @MethodSource("rows")
    void fillsAsAirflowDoes(ConformanceRow row) {
        switch (row.id()) {
            case "CR038" -> reprocesses(Reprocess.NONE, BackfillFate.ALREADY_EXISTS, BackfillFate.ALREADY_EXISTS);
            case "CR039" -> reprocesses(Reprocess.FAILED, BackfillFate.ALREADY_EXISTS, BackfillFate.REPROCESSED);
            case "CR040" -> reprocesses(Reprocess.COMPLETED, BackfillFate.REPROCESSED, BackfillFate.REPROCESSED);
            case "CR042" ->
                assertThat(BackfillRule.problems(
                                new BackfillRule.Range(RANGE.from(), RANGE.to(), true), Reprocess.FAILED, true, NOW))
                        .hasSize(1);
            // a behaviour that is not given is the default, none
            case "CR043", "CR044" ->
                assertThat(BackfillRule.problems(RANGE, Reprocess.NONE, true, NOW))
                        .hasSize(1);
            case "CR045" ->
                assertThat(BackfillRule.problems(RANGE, Reprocess.FAILED, true, NOW))
                        .isEmpty();
            case "CR046" ->
                assertThat(BackfillRule.problems(RANGE, Reprocess.COMPLETED, true, NOW))
                        .isEmpty();
            case "CR047" -> assertThat(PastRule.met(Past.OWN, Optional.empty())).isTrue();
            default -> throw row.untested();
        }
    }

    /** Of seven days, the third has a run that succeeded, the fourth one that failed, the fifth one that runs. */
    private static void reprocesses(Reprocess reprocess, BackfillFate succeeded, BackfillFate failed) {
        var fates = Stream.of(
                        Optional.<RunState>empty(),
                        Optional.of(RunState.SUCCESS),
                        Optional.of(RunState.FAILED),
                        Optional.of(RunState.RUNNING))
                .map(existing -> BackfillRule.fate(existing, reprocess))
                .toList();
        assertThat(fates).containsExactly(BackfillFate.CREATED, succeeded, failed, BackfillFate.IN_FLIGHT);
    }
}
