package dev.dagrunr.dag;

import static dev.dagrunr.dag.TaskState.SKIPPED;
import static dev.dagrunr.dag.TaskState.SUCCESS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChoosingTest {
    private final DagBuilder<NoParams> dag = Dag.named("dag");

    @Test
    void readsAsWhatHappened() {
        var size = dag.task("size").runs(Integer.class, context -> 7);
        var route = dag.task("route").reads(size).branches((n, context) -> List.of(n < 10 ? "small" : "large"));
        var small = dag.task("small").after(route).runs(Integer.class, context -> 1);
        var large = dag.task("large").after(route).runs(Integer.class, context -> 1);
        dag.task("report").after(small, large).when(TriggerRule.NONE_FAILED).runs(Integer.class, context -> 1);
        var built = dag.build();

        assertThat(DagTester.of(built).run().transcript()).isEqualTo("""
                size running try 1
                size success
                route running try 1
                route success
                large skipped: A task before it left it out
                small running try 1
                small success
                report running try 1
                report success
                dag success
                """);
        assertThat(DagTester.of(built).returning("size", 20).run().value(route)).containsExactly("large");
        assertThat(built.toMermaid()).contains("  route{\"route\"}\n");
    }

    @Test
    void saysWhatABranchMayChoose() {
        var branch = dag.task("branch").branches(context -> List.of("b", "gone"));
        var first = dag.task("a").after(branch).runs(Integer.class, context -> 1);
        dag.task("b").after(first).runs(Integer.class, context -> 1);

        assertThat(DagTester.of(dag.build()).run().reason("branch"))
                .isEqualTo("Branch 'branch' chose b, gone, but may choose only among the tasks directly after it: a");
    }

    @Test
    void leavesOutAMappedTaskAsAWhole() {
        var go = dag.task("go").shortCircuits(context -> false);
        var mapped = dag.task("mapped")
                .after(go)
                .expand(Expandable.of(List.of(1, 2)))
                .runs(Integer.class, (n, context) -> n);
        dag.task("last").after(mapped).when(TriggerRule.ALL_DONE).runs(Integer.class, context -> 1);
        var run = DagTester.of(dag.build()).run();

        assertThat(run.states("mapped")).containsExactly(SKIPPED);
        assertThat(run.state("last")).isEqualTo(SKIPPED);
    }

    @Test
    void leavesTasksFurtherOnToTheirRules() {
        var go = dag.task("go").shortCircuitsNext(context -> null);
        var next = dag.task("next").after(go).runs(Integer.class, context -> 1);
        dag.task("last").after(next).when(TriggerRule.ALL_DONE).runs(Integer.class, context -> 1);
        var run = DagTester.of(dag.build()).run();

        assertThat(run.state("next")).isEqualTo(SKIPPED);
        assertThat(run.state("last")).isEqualTo(SUCCESS);
    }

    @Test
    void doesNotStopWhatHasStartedAlready() {
        var first = dag.task("first").priorityWeight(2).runs(Integer.class, context -> 1);
        var go = dag.task("go").after(first).shortCircuits(context -> false);
        dag.task("early").after(first, go).when(TriggerRule.ONE_SUCCESS).runs(Integer.class, context -> 1);

        assertThat(DagTester.of(dag.build()).run().state("early")).isEqualTo(SUCCESS);
    }

    @Test
    void refusesAChoiceWithoutTasksToChooseFrom() {
        dag.task("branch").branches(context -> List.of());

        assertThatThrownBy(dag::build)
                .isInstanceOf(InvalidDagException.class)
                .hasMessageContaining(
                        "Task 'branch' decides which tasks after it are skipped, but none comes after it");
    }
}
