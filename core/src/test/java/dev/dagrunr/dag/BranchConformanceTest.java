package dev.dagrunr.dag;

import static dev.dagrunr.dag.TaskState.FAILED;
import static dev.dagrunr.dag.TaskState.SKIPPED;
import static dev.dagrunr.dag.TaskState.SUCCESS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.dag.internal.decision.Cell;
import dev.dagrunr.dag.internal.decision.Event;
import dev.dagrunr.dag.internal.decision.Progression;
import dev.dagrunr.dag.internal.decision.RunProgress;
import dev.dagrunr.dag.internal.decision.Span;
import dev.dagrunr.dag.internal.decision.Tally;
import dev.dagrunr.dag.internal.decision.TaskProgress;
import dev.dagrunr.dag.internal.decision.Transition;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Branches and short circuits, by a table transcribed from Airflow's own tests. */
class BranchConformanceTest {
    private final DagBuilder<NoParams> dag = Dag.named("dag");

    static List<ConformanceRow> rows() {
        return ConformanceRow.runBy(BranchConformanceTest.class, "branch_skip_past_cases.tsv");
    }

    @ParameterizedTest
    @MethodSource("rows")
    void choosesAsAirflowDoes(ConformanceRow row) {
        if (row.get("area").equals("short_circuit")) {
            shortCircuits(row);
            return;
        }
        switch (row.id()) {
            case "BS018" -> assertThat(branchOverTwo("branch_1")).containsExactly(SUCCESS, SUCCESS, SKIPPED);
            case "BS020" -> keepsWhatComesAfterTheChosenOne("branch_2", SKIPPED);
            case "BS021" -> theChoiceSurvivesAClear();
            case "BS024", "BS027" -> assertThat(branchOverTwo()).containsExactly(SUCCESS, SKIPPED, SKIPPED);
            case "BS025" -> joins("task1", SUCCESS);
            case "BS026" -> joins("join", SKIPPED);
            case "BS030", "BS031", "BS041" ->
                assertThat(branchOverTwo("branch_1")).containsExactly(SUCCESS, SUCCESS, SKIPPED);
            case "BS033" -> refuses("task4");
            case "BS034" -> refuses("branch_1", "task4");
            case "BS035" -> refuses("task5", "task4");
            case "BS038" -> {
                task("op1", TriggerRule.ALL_SUCCESS);
                assertThat(DagTester.of(dag.build()).run().state("op1")).isEqualTo(SUCCESS);
            }
            case "BS042" -> allowsWhileTheBranchHasNotRun();
            default -> throw row.untested();
        }
    }

    private TaskHandle task(String id, TriggerRule rule, TaskHandle... upstream) {
        return dag.task(id).after(upstream).when(rule).runs(Integer.class, context -> 1);
    }

    private List<TaskState> branchOverTwo(String... chosen) {
        var branch = branch(chosen.length == 0 ? null : Arrays.asList(chosen));
        task("branch_1", TriggerRule.ALL_SUCCESS, branch);
        task("branch_2", TriggerRule.ALL_SUCCESS, branch);
        return states(DagTester.of(dag.build()).run(), "branch", "branch_1", "branch_2");
    }

    private TaskHandle branch(@Nullable List<String> chosen) {
        return dag.task("branch").branches(context -> chosen);
    }

    private static List<TaskState> states(TestedRun run, String... ids) {
        return Arrays.stream(ids).map(run::state).toList();
    }

    /** Both spellings of false, and of true, are one here: a condition is a Boolean. */
    private void shortCircuits(ConformanceRow row) {
        boolean goesOn =
                row.get("input").startsWith("returns True") || row.get("input").startsWith("returns [\"a\"");
        var task = dag.task("short_circuit");
        TaskHandle first = row.get("input").contains("ignore_downstream_trigger_rules=true")
                ? task.shortCircuits(context -> goesOn)
                : task.shortCircuitsNext(context -> goesOn);
        var rule = row.get("input").endsWith("all_done") ? TriggerRule.ALL_DONE : TriggerRule.ALL_SUCCESS;
        task("op2", rule, task("op1", TriggerRule.ALL_SUCCESS, first));
        var run = DagTester.of(dag.build()).run();
        var after = goesOn ? SUCCESS : SKIPPED;
        assertThat(states(run, "short_circuit", "op1", "op2")).containsExactly(SUCCESS, after, after);
    }

    /** Here the join is left to its rule, and so skipped after the task that was not chosen. */
    private void keepsWhatComesAfterTheChosenOne(String chosen, TaskState other) {
        var branch = branch(List.of(chosen));
        var first = task("branch_1", TriggerRule.ALL_SUCCESS, branch);
        task("branch_2", TriggerRule.NONE_FAILED, branch, first);
        assertThat(states(DagTester.of(dag.build()).run(), "branch_1", "branch_2"))
                .containsExactly(other, SUCCESS);
    }

    private void joins(String chosen, TaskState task1) {
        var branch = branch(List.of(chosen));
        var first = task("task1", TriggerRule.ALL_SUCCESS, branch);
        task("join", TriggerRule.NONE_FAILED_MIN_ONE_SUCCESS, branch, first);
        assertThat(states(DagTester.of(dag.build()).run(), "branch", "task1", "join"))
                .containsExactly(SUCCESS, task1, SUCCESS);
    }

    private void refuses(String... chosen) {
        assertThat(branchOverTwo(chosen).get(0)).isEqualTo(FAILED);
    }

    private void theChoiceSurvivesAClear() {
        var branch = branch(List.of("branch_1"));
        task("branch_1", TriggerRule.ALL_SUCCESS, branch);
        task("branch_2", TriggerRule.ALL_SUCCESS, branch);
        var done = Tally.of(1).plus(SUCCESS, 1);
        var tasks = Map.of(
                Cell.whole("branch"), new TaskProgress(1, 0, Tally.of(0), done, Tally.of(0), 1, 1, false),
                Cell.whole("branch_1"), new TaskProgress(1, 0, done, done, Tally.of(0), 0, 0, false),
                Cell.whole("branch_2"), new TaskProgress(1, 1, done, Tally.of(1), Tally.of(0), 0, 0, true));
        var decision =
                Progression.decide(dag.build().graph(), new RunProgress(1, 0, 0), tasks::get, new Event.Started());
        assertThat(decision.transitions())
                .containsExactly(
                        new Transition.Settle(
                                "branch_2", List.of(new Span(-1, -1)), SKIPPED, "A task before it left it out"),
                        new Transition.EndRun(RunState.SUCCESS, ""));
    }

    private void allowsWhileTheBranchHasNotRun() {
        var branch = branch(List.of("op3"));
        task("op2", TriggerRule.ALWAYS, branch);
        task("op3", TriggerRule.ALL_SUCCESS, branch);
        assertThat(DagTester.of(dag.build()).run().transcript())
                .containsSubsequence("op2 running try 1", "op3 running try 1");
    }
}
