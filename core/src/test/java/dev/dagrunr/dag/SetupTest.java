package dev.dagrunr.dag;

import static dev.dagrunr.dag.TaskState.SKIPPED;
import static dev.dagrunr.dag.TaskState.SUCCESS;
import static dev.dagrunr.dag.TaskState.UPSTREAM_FAILED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SetupTest {
    private final DagBuilder<NoParams> dag = Dag.named("dag");
    private final Node<String> cluster = dag.task("create").setup().runs(String.class, context -> "c1");
    private final Node<Integer> first = dag.task("first").after(cluster).runs(Integer.class, context -> 1);
    private final Node<Integer> second =
            dag.task("second").after(first).when(TriggerRule.ALL_DONE).runs(Integer.class, context -> 1);

    private DagTester<NoParams> withTeardown() {
        dag.task("delete").reads(cluster).after(second).teardownOf(cluster).runs(String.class, (id, context) -> id);
        return DagTester.of(dag.build());
    }

    @Test
    void tearsDownAfterAFailure() {
        var run = withTeardown().fail("second", "broken").run();

        assertThat(run.value("delete")).isEqualTo("c1");
        assertThat(run.state()).isEqualTo(RunState.FAILED);
    }

    @Test
    void doesNotTearDownWhatWasNotSetUp() {
        var run = withTeardown().fail("create", "broken").run();

        assertThat(List.of(run.state("first"), run.state("second"), run.state("delete")))
                .containsOnly(UPSTREAM_FAILED);
        assertThat(run.state()).isEqualTo(RunState.FAILED);
    }

    @Test
    void skipsWhatComesAfterASkippedSetup() {
        var run = withTeardown().skip("create").run();

        assertThat(List.of(run.state("first"), run.state("second"), run.state("delete")))
                .containsOnly(SKIPPED);
    }

    @Test
    void judgesARunByItsWork() {
        assertThat(withTeardown().fail("delete", "broken").run().state()).isEqualTo(RunState.SUCCESS);
    }

    @Test
    void judgesARunByACriticalTeardownToo() {
        dag.task("delete").after(second).criticalTeardownOf(cluster).runs(Integer.class, context -> 1);

        assertThat(DagTester.of(dag.build()).fail("delete", "broken").run().state())
                .isEqualTo(RunState.FAILED);
    }

    @Test
    void leavesTasksAfterTheTeardownToTheirRules() {
        var delete = dag.task("delete").after(second).teardownOf(cluster).runs(Integer.class, context -> 1);
        dag.task("later").after(delete).when(TriggerRule.ALL_DONE).runs(Integer.class, context -> 1);
        var run = DagTester.of(dag.build()).fail("create", "broken").run();

        assertThat(run.state("delete")).isEqualTo(UPSTREAM_FAILED);
        assertThat(run.state("later")).isEqualTo(SUCCESS);
    }

    @Test
    void neverLeavesOutATeardown() {
        var go = dag.task("go").after(cluster).shortCircuits(context -> false);
        dag.task("third").after(go).runs(Integer.class, context -> 1);
        dag.task("delete").after(go, second).teardownOf(cluster).runs(Integer.class, context -> 1);
        var run = DagTester.of(dag.build()).run();

        assertThat(run.state("third")).isEqualTo(SKIPPED);
        assertThat(run.state("delete")).isEqualTo(SUCCESS);
    }

    @Test
    void showsThemInTheGraph() {
        dag.task("delete").after(second).teardownOf(cluster).runs(Integer.class, context -> 1);

        assertThat(dag.build().toMermaid()).contains("create[\"create<br/>setup\"]", "delete[\"delete<br/>teardown\"]");
    }

    @Test
    void refusesWhatIsNoTeardown() {
        dag.task("twice").setup().teardownOf(cluster).runs(Integer.class, context -> 1);
        dag.task("of_work").teardownOf(first).runs(Integer.class, context -> 1);
        dag.task("ruled").teardownOf(cluster).when(TriggerRule.ALL_DONE).runs(Integer.class, context -> 1);

        assertThatThrownBy(dag::build)
                .isInstanceOf(InvalidDagException.class)
                .hasMessageContaining("Task 'twice' is made a setup or a teardown more than once")
                .hasMessageContaining("Task 'of_work' is the teardown of 'first', which is not a setup; add setup() to")
                .hasMessageContaining("Task 'ruled' is a teardown and has the rule ALL_DONE");
    }
}
