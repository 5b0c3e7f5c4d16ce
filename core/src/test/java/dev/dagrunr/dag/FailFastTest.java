package dev.dagrunr.dag;

import static dev.dagrunr.dag.TaskState.FAILED;
import static dev.dagrunr.dag.TaskState.SUCCESS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailFastTest {
    private final DagBuilder<NoParams> dag = Dag.named("dag").failFast();

    private Node<Integer> task(String id, TaskHandle... upstream) {
        return dag.task(id).after(upstream).runs(Integer.class, context -> 1);
    }

    @Test
    void endsARunByItsFirstFailure() {
        var a = task("a");
        task("b");
        task("c", a);

        assertThat(DagTester.of(dag.build()).fail("a", "broken").run().transcript())
                .isEqualTo("""
                a running try 1
                a failed: broken
                b skipped: Task 'a' failed, and this DAG fails fast
                c skipped: Task 'a' failed, and this DAG fails fast
                dag failed
                """);
    }

    @Test
    void stopsWhatWaitsForItsNextTry() {
        dag.retries(RetryPolicy.fixedDelay(1, Duration.ofSeconds(1)));
        task("a");
        dag.task("b").retries(RetryPolicy.none()).runs(Integer.class, context -> 1);
        var run = DagTester.of(dag.build()).fail("a", "broken").fail("b", "too").run();

        assertThat(run.tries("a")).isEqualTo(1);
        assertThat(run.reason("a")).isEqualTo("Task 'b' failed, and this DAG fails fast");
        assertThat(run.elapsed()).isZero();
    }

    @Test
    void letsTheOtherInstancesOfTheSameTaskGoOn() {
        dag.task("each").expand(Expandable.of(List.of(1, 2, 3))).runs(Integer.class, (n, context) -> n);

        assertThat(DagTester.of(dag.build()).fail("each", 0, "broken").run().states("each"))
                .containsExactly(FAILED, SUCCESS, SUCCESS);
    }

    @Test
    void failsFastByATaskThatIsTooWideToo() {
        dag.maxMapLength(1);
        task("a");
        dag.task("each").expand(Expandable.of(List.of(1, 2))).runs(Integer.class, (n, context) -> n);

        assertThat(DagTester.of(dag.build()).run().tries("a")).isZero();
    }

    @Test
    void refusesRulesThatNeedAFailure() {
        dag.task("late").after(task("a")).when(TriggerRule.ONE_FAILED).runs(Integer.class, context -> 1);

        assertThatThrownBy(dag::build)
                .isInstanceOf(InvalidDagException.class)
                .hasMessageContaining("Task 'late' has the rule ONE_FAILED, but the DAG fails fast");
    }
}
