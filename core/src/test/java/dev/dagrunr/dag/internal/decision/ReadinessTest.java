package dev.dagrunr.dag.internal.decision;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.dag.TaskState;
import dev.dagrunr.dag.TriggerRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Airflow's trigger rules, by tables transcribed from Airflow's own tests.
 *
 * <p>Of {@code trigger_rule_cases.tsv} these rows do not apply:
 *
 * <ul>
 *   <li>TR088 (an unknown rule name): a rule is an enum constant here, an unknown name is refused when it is read;
 *   <li>TR104, TR156, TR161, TR163: the state does not come from the trigger rule but from a second condition that Airflow
 *       sets on tasks downstream of a setup, with faked counts; their {@code normalised} columns, which are the rule alone,
 *       are checked.
 * </ul>
 *
 * <p>Two columns are Airflow's modes of asking. With {@code propagate_flag} off, Airflow only reports whether the rule is
 * satisfied and sets no state: such rows are checked for RUN or not. {@code wait_for_past_depends_before_skipping} holds
 * back the skip until the past is known, outside the rule: both its rows have the flag off. Where a test of Airflow's counts
 * a setup as ended, but not how, it is taken as failed; a teardown's rule looks at the counts of setups instead.
 */
class ReadinessTest {
    @Test
    void decidesEveryMultisetOfUpstreamStatesAsAirflowDoes() {
        assertThat(Row.readAll("trigger_rule_exhaustive_derived.tsv"))
                .hasSize(660)
                .allSatisfy(row -> assertThat(Readiness.of(row.rule(), row.upstreamStates(), -1))
                        .isEqualTo(row.expectedOutcome()));
    }

    @Test
    void decidesTheCasesOfAirflowsOwnTests() {
        assertThat(Row.readAll("trigger_rule_cases.tsv"))
                .hasSize(114)
                .filteredOn(row -> !row.get("case_id").equals("TR088"))
                .allSatisfy(row -> {
                    var verdict = Readiness.byRule(row.rule(), row.upstream(), row.setups(), row.count("map_index"));
                    if (row.get("propagate_flag(flag_upstream_failed)").equals("true")) {
                        assertThat(verdict).isEqualTo(row.expectedVerdict());
                    } else {
                        assertThat(verdict == Verdict.RUN).isEqualTo(row.expectedSatisfied());
                    }
                });
    }

    @Test
    void runsAtOnceWithoutUpstreamWhateverTheRule() {
        assertThat(TriggerRule.values())
                .allSatisfy(
                        rule -> assertThat(Readiness.of(rule, Tally.of(0), -1)).isEqualTo(Verdict.RUN));
    }

    /** One line of a table, by the names in its header. */
    private record Row(Map<String, String> cells) {
        static List<Row> readAll(String file) {
            try (var resource = ReadinessTest.class.getResourceAsStream("/conformance/" + file)) {
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

        private static Row of(String[] header, String[] values) {
            var cells = new LinkedHashMap<String, String>();
            for (int i = 0; i < header.length; i++) {
                cells.put(header[i], values[i]);
            }
            return new Row(cells);
        }

        String get(String column) {
            var value = cells.get(column);
            if (value == null) {
                throw new IllegalArgumentException("No column " + column + " in " + cells.keySet());
            }
            return value;
        }

        int count(String column) {
            return Integer.parseInt(get(column));
        }

        TriggerRule rule() {
            return TriggerRule.valueOf(get("trigger_rule").toUpperCase(Locale.ROOT));
        }

        Tally upstreamStates() {
            var states = get("upstream_states(unordered multiset)").split(",");
            var tally = Tally.of(states.length);
            for (var state : states) {
                tally = state.equals("unfinished") ? tally : tally.plus(TaskState.of(state), 1);
            }
            return tally;
        }

        Verdict expectedOutcome() {
            return switch (get("expected_scheduler_outcome")) {
                case "WAIT" -> Verdict.WAIT;
                case "RUN" -> Verdict.RUN;
                case "SET_SKIPPED" -> Verdict.SKIP;
                case "SET_UPSTREAM_FAILED" -> Verdict.FAIL_UPSTREAM;
                default -> throw new IllegalArgumentException(toString());
            };
        }

        Tally upstream() {
            var counted = new Tally(
                    count("normalised_upstream_total"),
                    count("n_success"),
                    count("n_skipped"),
                    count("n_failed"),
                    count("n_upstream_failed"),
                    count("n_removed"));
            boolean forTeardown = rule() == TriggerRule.ALL_DONE_SETUP_SUCCESS;
            return forTeardown ? counted.plus(TaskState.FAILED, count("n_done") - counted.done()) : counted;
        }

        Tally setups() {
            return new Tally(
                    count("upstream_setup_total"), count("n_success_setup"), count("n_skipped_setup"), 0, 0, 0);
        }

        boolean expectedSatisfied() {
            return Boolean.parseBoolean(get("normalised_rule_satisfied"));
        }

        Verdict expectedVerdict() {
            return switch (get("normalised_new_state")) {
                case "skipped" -> Verdict.SKIP;
                case "upstream_failed" -> Verdict.FAIL_UPSTREAM;
                case "removed" -> Verdict.REMOVE;
                case "(unchanged)" -> expectedSatisfied() ? Verdict.RUN : Verdict.WAIT;
                default -> throw new IllegalArgumentException(toString());
            };
        }

        @Override
        public String toString() {
            return cells.toString();
        }
    }
}
