package dev.dagrunr.dag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DagProblemsTest {
    private final DagBuilder<NoParams> dag = Dag.named("problems");

    private Node<String> text(String taskId) {
        return dag.task(taskId).runs(String.class, context -> "");
    }

    private ListNode<String> texts(String taskId) {
        return dag.task(taskId).runsList(String.class, context -> List.of());
    }

    private List<String> problems() {
        return problemsOf(dag);
    }

    private static List<String> problemsOf(DagBuilder<?> dag) {
        return catchThrowableOfType(InvalidDagException.class, dag::build).problems();
    }

    @Test
    void reportsAllProblemsAtOnce() {
        dag.maxActiveTasks(0);
        text("twice");
        text("twice");
        text("not valid");
        dag.task("bodiless");

        assertThatThrownBy(dag::build).isInstanceOf(InvalidDagException.class).hasMessage("""
                        DAG 'problems' cannot be built:
                        - maxActiveTasks is 0, but at least 1 task must be able to run
                        - Task 'twice' is declared twice; rename one of them
                        - Task id 'not valid' is not valid; use 1 to 250 letters, digits, underscores, dots and dashes
                        - Task 'bodiless' has no body; end its declaration with runs(..)""");
    }

    @Test
    void refusesADagWithoutTasks() {
        assertThat(problems()).containsExactly("It has no tasks; declare one with task(..)");
    }

    @Test
    void refusesAnInvalidDagId() {
        var empty = Dag.named("");
        empty.task("t").runs(String.class, context -> "");

        assertThat(problemsOf(empty))
                .containsExactly("DAG id '' is not valid; use 1 to 250 letters, digits, underscores, dots and dashes");
    }

    @Test
    void namesThePathOfACycle() {
        var first = text("first");
        var second = dag.task("second").after(first).runs(String.class, context -> "");
        var third = dag.task("third").reads(second).runs(String.class, (text, context) -> text);
        dag.task("behind").after(third).runs(String.class, context -> "");
        dag.edge(third, second);

        assertThat(problems())
                .containsExactly("The tasks form a cycle: second -> third -> second; remove one of these edges");
    }

    @Test
    void refusesATaskThatWaitsForItself() {
        var self = text("self");
        dag.edge(self, self);

        assertThat(problems()).containsExactly("The tasks form a cycle: self -> self; remove one of these edges");
    }

    @Test
    void refusesATaskOfAnotherDag() {
        var foreign = Dag.named("other").task("foreign").runs(String.class, context -> "");
        dag.task("reader").reads(foreign).runs(String.class, (text, context) -> text);
        dag.edge(text("own"), foreign);

        assertThat(problems())
                .containsExactly(
                        "Task 'reader' depends on 'foreign', which belongs to another DAG; "
                                + "use triggers(..) to wait for a run of another DAG",
                        "The edge from 'own' leads to 'foreign', which belongs to another DAG; "
                                + "use triggers(..) to wait for a run of another DAG");
    }

    @Test
    void refusesASecondBody() {
        var task = dag.task("task");
        task.runs(String.class, context -> "one");
        task.runs(String.class, context -> "two");

        assertThat(problems()).containsExactly("Task 'task' has 2 bodies; begin each task with a task(..) of its own");
    }

    @Test
    void refusesAnExecutionTimeoutThatIsOverAtOnce() {
        dag.task("task").executionTimeout(Duration.ZERO).runs(String.class, context -> "");

        assertThat(problems())
                .containsExactly("Task 'task' has the execution timeout PT0S; it must be longer than zero");
    }

    @ParameterizedTest
    @EnumSource(value = TriggerRule.class, mode = EnumSource.Mode.EXCLUDE, names = "ALL_SUCCESS")
    void refusesToReadAValueThatTheRuleDoesNotPromise(TriggerRule rule) {
        dag.task("reader").reads(text("source")).when(rule).runs(String.class, (text, context) -> text);

        assertThat(problems())
                .containsExactly("Task 'reader' reads the value of 'source', but its rule " + rule
                        + " lets it run when there is none; read source.outcome() instead");
    }

    @Test
    void namesTheOutcomesOfAMappedTaskWhereItsValuesAreNotPromised() {
        var mapped = dag.task("mapped").expand(texts("list")).runs(String.class, (text, context) -> text);
        dag.task("reader").reads(mapped).when(TriggerRule.ALL_DONE).runs(Integer.class, (all, context) -> all.size());

        assertThat(problems())
                .containsExactly(
                        "Task 'reader' reads the value of 'mapped', but its rule ALL_DONE lets it run when there "
                                + "is none; read mapped.outcomes() instead");
    }

    @Test
    void refusesToReadAnOutcomeThatCanOnlyBeASuccess() {
        dag.task("reader").reads(text("source").outcome()).runs(Boolean.class, (outcome, context) -> true);

        assertThat(problems())
                .containsExactly(
                        "Task 'reader' reads how 'source' ended, but its rule ALL_SUCCESS lets it run only after "
                                + "a success; add when(ALL_DONE), or read the value itself");
    }

    @ParameterizedTest
    @EnumSource(names = {"ONE_SUCCESS", "ONE_FAILED", "ONE_DONE", "ALWAYS"})
    void refusesToReadAnOutcomeThatMayNotBeKnownYet(TriggerRule rule) {
        dag.task("reader")
                .reads(text("source").outcome())
                .after(text("faster"))
                .when(rule)
                .runs(Boolean.class, (outcome, context) -> true);

        assertThat(problems())
                .containsExactly("Task 'reader' reads how 'source' ended, but its rule " + rule
                        + " lets it run before that; use a rule that waits for all, such as ALL_DONE");
    }

    @Test
    void letsATaskReadTheOutcomeOfItsOnlyUpstreamInstanceUnderARuleThatWaitsForOne() {
        dag.task("alarm")
                .reads(text("source").outcome())
                .when(TriggerRule.ONE_FAILED)
                .runs(Boolean.class, (outcome, context) -> true);

        assertThat(dag.build().taskIds()).containsExactlyInAnyOrder("source", "alarm");
    }

    @ParameterizedTest
    @EnumSource(names = {"ALL_FAILED", "ALL_SKIPPED", "ONE_FAILED"})
    void refusesAMappedTaskThatCanNeverRun(TriggerRule rule) {
        dag.task("mapped").expand(texts("list")).when(rule).runs(String.class, (text, context) -> text);

        assertThat(problems())
                .containsExactly("Task 'mapped' can never run: it is expanded over 'list', which must succeed, but its "
                        + "rule is " + rule);
    }
}
