package dev.dagrunr.dag.internal.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.dag.ConformanceRow;
import dev.dagrunr.dag.TaskState;
import dev.dagrunr.dag.TriggerRule;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Airflow's trigger rules, by tables transcribed from Airflow's own tests.
 *
 * <p>In some rows the state does not come from the trigger rule but from a second condition, which Airflow sets on tasks
 * downstream of a setup: {@link #BY_SETUPS}. There the setups are taken to be the upstream tasks.
 *
 * <p>Two columns are Airflow's modes of asking. With {@code propagate_flag} off, Airflow only reports whether the rule is
 * satisfied and sets no state: such rows are checked for RUN or not. {@code wait_for_past_depends_before_skipping} holds
 * back the skip until the past is known, outside the rule: both its rows have the flag off. Where a test of Airflow's counts
 * a setup as ended, but not how, it is taken as failed; a teardown's rule looks at the counts of setups instead.
 */
class ReadinessTest {
    private static final Set<String> BY_SETUPS = Set.of("TR104", "TR156", "TR161", "TR163");

    static List<ConformanceRow> rows() {
        return Stream.of("trigger_rule_exhaustive_derived.tsv", "trigger_rule_cases.tsv")
                .flatMap(table -> ConformanceRow.runBy(ReadinessTest.class, table).stream())
                .toList();
    }

    @Test
    void decidesEveryMultisetOfUpstreamStatesAsAirflowDoes() {
        assertThat(rows())
                .filteredOn(row -> row.id().startsWith("TX"))
                .hasSize(660)
                .allSatisfy(row -> assertThat(Readiness.of(rule(row), upstreamStates(row), -1))
                        .isEqualTo(expectedOutcome(row)));
    }

    @Test
    void decidesTheCasesOfAirflowsOwnTests() {
        assertThat(rows())
                .filteredOn(row -> row.id().startsWith("TR"))
                .hasSize(113)
                .allSatisfy(ReadinessTest::decides);
    }

    private static void decides(ConformanceRow row) {
        if (BY_SETUPS.contains(row.id())) {
            assertThat(Readiness.of(TriggerRule.ALL_DONE, counted(row), counted(row), -1))
                    .isEqualTo(verdict(row.get("expected_new_state"), false));
        }
        var verdict = Readiness.byRule(rule(row), upstream(row), setups(row), row.count("map_index"));
        if (row.get("propagate_flag(flag_upstream_failed)").equals("true")) {
            assertThat(verdict).isEqualTo(verdict(row.get("normalised_new_state"), expectedSatisfied(row)));
        } else {
            assertThat(verdict == Verdict.RUN).isEqualTo(expectedSatisfied(row));
        }
    }

    @Test
    void runsAtOnceWithoutUpstreamWhateverTheRule() {
        assertThat(TriggerRule.values())
                .allSatisfy(
                        rule -> assertThat(Readiness.of(rule, Tally.of(0), -1)).isEqualTo(Verdict.RUN));
    }

    private static TriggerRule rule(ConformanceRow row) {
        return TriggerRule.valueOf(row.get("trigger_rule").toUpperCase(Locale.ROOT));
    }

    private static Tally upstreamStates(ConformanceRow row) {
        var states = row.get("upstream_states(unordered multiset)").split(",");
        var tally = Tally.of(states.length);
        for (var state : states) {
            tally = state.equals("unfinished") ? tally : tally.plus(TaskState.of(state), 1);
        }
        return tally;
    }

    private static Verdict expectedOutcome(ConformanceRow row) {
        return switch (row.get("expected_scheduler_outcome")) {
            case "WAIT" -> Verdict.WAIT;
            case "RUN" -> Verdict.RUN;
            case "SET_SKIPPED" -> Verdict.SKIP;
            case "SET_UPSTREAM_FAILED" -> Verdict.FAIL_UPSTREAM;
            default -> throw new IllegalArgumentException(row.toString());
        };
    }

    private static Tally counted(ConformanceRow row) {
        return new Tally(
                row.count("normalised_upstream_total"),
                row.count("n_success"),
                row.count("n_skipped"),
                row.count("n_failed"),
                row.count("n_upstream_failed"),
                row.count("n_removed"));
    }

    private static Tally upstream(ConformanceRow row) {
        var counted = counted(row);
        boolean forTeardown = rule(row) == TriggerRule.ALL_DONE_SETUP_SUCCESS;
        return forTeardown ? counted.plus(TaskState.FAILED, row.count("n_done") - counted.done()) : counted;
    }

    private static Tally setups(ConformanceRow row) {
        return new Tally(
                row.count("upstream_setup_total"), row.count("n_success_setup"), row.count("n_skipped_setup"), 0, 0, 0);
    }

    private static boolean expectedSatisfied(ConformanceRow row) {
        return Boolean.parseBoolean(row.get("normalised_rule_satisfied"));
    }

    private static Verdict verdict(String state, boolean satisfied) {
        return switch (state) {
            case "skipped" -> Verdict.SKIP;
            case "upstream_failed" -> Verdict.FAIL_UPSTREAM;
            case "removed" -> Verdict.REMOVE;
            case "(unchanged)" -> satisfied ? Verdict.RUN : Verdict.WAIT;
            default -> throw new IllegalArgumentException(state);
        };
    }
}
