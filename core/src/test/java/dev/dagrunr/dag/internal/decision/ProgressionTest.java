package dev.dagrunr.dag.internal.decision;

import static dev.dagrunr.dag.TaskState.FAILED;
import static dev.dagrunr.dag.TaskState.REMOVED;
import static dev.dagrunr.dag.TaskState.SKIPPED;
import static dev.dagrunr.dag.TaskState.SUCCESS;
import static dev.dagrunr.dag.TaskState.UPSTREAM_FAILED;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.DagBuilder;
import dev.dagrunr.dag.DagTester;
import dev.dagrunr.dag.Expandable;
import dev.dagrunr.dag.MappedNode;
import dev.dagrunr.dag.NoParams;
import dev.dagrunr.dag.Node;
import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.TaskHandle;
import dev.dagrunr.dag.TriggerRule;
import dev.dagrunr.dag.WeightRule;
import dev.dagrunr.dag.internal.model.Graph;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressionTest {
    private final DagBuilder<NoParams> dag = Dag.named("dag");

    private Node<Integer> task(String id, TaskHandle... upstream) {
        return dag.task(id).after(upstream).runs(Integer.class, context -> 1);
    }

    private Node<Integer> task(String id, TriggerRule rule, TaskHandle... upstream) {
        return dag.task(id).after(upstream).when(rule).runs(Integer.class, context -> 1);
    }

    private MappedNode<Integer> mapped(String id, Expandable<Integer> list) {
        return dag.task(id).expand(list).runs(Integer.class, (number, context) -> number * 10);
    }

    private static Expandable<Integer> numbers(int count) {
        return Expandable.of(IntStream.range(0, count).boxed().toList());
    }

    private DagTester<NoParams> tester() {
        return DagTester.of(dag.build());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void runsAMappedTaskOncePerElement(int width) {
        var list = dag.task("list")
                .runsList(
                        Integer.class,
                        context -> IntStream.range(0, width).boxed().toList());
        var mapped = mapped("mapped", list);
        var join = dag.task("join").reads(mapped).runs(String.class, (all, context) -> all.toString());

        var run = tester().run();

        assertThat(run.states("mapped")).hasSize(width).containsOnly(SUCCESS);
        assertThat(run.value(join))
                .isEqualTo(IntStream.range(0, width)
                        .map(n -> n * 10)
                        .boxed()
                        .toList()
                        .toString());
    }

    @Test
    void skipsAMappedTaskWithoutElements() {
        var list = dag.task("list").runsList(Integer.class, context -> List.of());
        var mapped = mapped("mapped", list);
        task("strict", mapped);
        task("tolerant", TriggerRule.NONE_FAILED, mapped);

        var run = tester().run();

        assertThat(run.state("mapped", -1)).isEqualTo(SKIPPED);
        assertThat(run.state("strict")).isEqualTo(SKIPPED);
        assertThat(run.state("tolerant")).isEqualTo(SUCCESS);
        assertThat(run.state()).isEqualTo(RunState.SUCCESS);
    }

    @Test
    void expandsOverAListThatIsKnownBeforehand() {
        mapped("mapped", numbers(3));
        mapped("empty", numbers(0));

        var run = tester().run();

        assertThat(run.value("mapped")).isEqualTo(List.of(0, 10, 20));
        assertThat(run.state("empty")).isEqualTo(SKIPPED);
    }

    @Test
    void leavesNullsOutOfTheNextExpansion() {
        var first = dag.task("first")
                .expand(numbers(4))
                .runs(Integer.class, (number, context) -> number % 2 == 0 ? null : number);
        var second = mapped("second", first);
        var third = dag.task("third").expand(second).runs(Integer.class, (number, context) -> number + 1);

        var run = tester().run();

        assertThat(run.states("first")).hasSize(4);
        assertThat(run.value(second)).containsExactly(10, 30);
        assertThat(run.value(third)).containsExactly(11, 31);
    }

    @Test
    void leavesFailedAndSkippedInstancesOutOfTheNextExpansion() {
        var first = mapped("first", numbers(4));
        dag.task("second").expand(first).when(TriggerRule.ALL_DONE).runs(Integer.class, (number, context) -> number);

        var run = tester().fail("first", 0, "broken").skip("first", 2).run();

        assertThat(run.value("second")).isEqualTo(List.of(10, 30));
    }

    @Test
    void skipsAMappedTaskWhenNoInstanceOfItsSourceIsLeft() {
        var first = mapped("first", numbers(2));
        dag.task("second").expand(first).when(TriggerRule.ALL_DONE).runs(Integer.class, (number, context) -> number);

        assertThat(tester().fail("first", "broken").run().state("second")).isEqualTo(SKIPPED);
    }

    @Test
    void propagatesAFailureWithoutWaitingForTheOthers() {
        var first = task("first");
        var slow = task("slow");
        var join = task("join", first, slow);
        task("behind", join);

        assertThat(tester().fail("first", "broken").run().transcript()).isEqualTo("""
                        first running try 1
                        first failed: broken
                        join upstream_failed
                        behind upstream_failed
                        slow running try 1
                        slow success
                        dag failed
                        """);
    }

    @Test
    void propagatesASkipAndEndsTheRunWell() {
        var first = task("first");
        task("behind", task("second", first));

        var run = tester().skip("first").run();

        assertThat(run.state("second")).isEqualTo(SKIPPED);
        assertThat(run.state("behind")).isEqualTo(SKIPPED);
        assertThat(run.state()).isEqualTo(RunState.SUCCESS);
    }

    @Test
    void joinsFailedMappedInstancesUnderAllDoneOnlyWhenAllEnded() {
        var mapped = mapped("mapped", numbers(3));
        dag.task("join")
                .reads(mapped.outcomes())
                .when(TriggerRule.ALL_DONE)
                .runs(Long.class, (outcomes, context) -> outcomes.values().count());

        var run = tester().fail("mapped", 0, "broken").run();

        assertThat(run.value("join")).isEqualTo(2L);
        assertThat(run.transcript()).containsSubsequence("mapped[0] failed", "mapped[2] success", "join running");
    }

    @Test
    void doesNotWaitForTheOthersUnderOneSuccess() {
        dag.weightRule(WeightRule.ABSOLUTE);
        var first = task("first");
        var second = task("second");
        dag.task("early")
                .after(first, second)
                .when(TriggerRule.ONE_SUCCESS)
                .priorityWeight(5)
                .runs(Integer.class, context -> 1);

        assertThat(tester().run().transcript()).containsSubsequence("first success", "early running", "second running");
    }

    @ParameterizedTest
    @EnumSource(names = {"ALL_DONE", "ALWAYS", "NONE_SKIPPED", "ALL_DONE_MIN_ONE_SUCCESS"})
    void failsAMappedTaskWithItsListAtOnceWhateverItsRule(TriggerRule rule) {
        var list = dag.task("list").runsList(Integer.class, context -> List.of(1));
        var slow = task("slow");
        dag.task("mapped").after(slow).expand(list).when(rule).runs(Integer.class, (number, context) -> number);

        var run = tester().fail("list", "broken").run();

        assertThat(run.state("mapped")).isEqualTo(UPSTREAM_FAILED);
        assertThat(run.transcript()).containsSubsequence("mapped upstream_failed", "slow running");
        assertThat(run.state()).isEqualTo(RunState.FAILED);
    }

    @Test
    void failsAMappedTaskByItsRuleWhileItsListIsStillToCome() {
        var list = dag.task("list").runsList(Integer.class, context -> List.of(1));
        var other = task("other");
        dag.task("mapped")
                .after(other)
                .expand(list)
                .when(TriggerRule.NONE_FAILED)
                .runs(Integer.class, (number, context) -> number);
        var run = new CountedRun(dag.build().graph());
        run.decide(new Event.Started());

        assertThat(run.decide(new Event.Ended("other", -1, FAILED)).transitions())
                .containsExactly(new Transition.Settle("mapped", List.of(new Span(-1, -1)), UPSTREAM_FAILED, ""));
    }

    @Test
    void skipsAMappedTaskByItsRuleWhileItsListIsStillToCome() {
        var other = task("other");
        var list = dag.task("list").runsList(Integer.class, context -> List.of(1));
        dag.task("mapped").after(other).expand(list).runs(Integer.class, (number, context) -> number);

        assertThat(tester().skip("other").run().transcript())
                .containsSubsequence("other skipped", "mapped skipped", "list running");
    }

    @Test
    void skipsAMappedTaskWithItsListAtOnce() {
        var list = dag.task("list").runsList(Integer.class, context -> List.of(1));
        var slow = task("slow");
        dag.task("mapped")
                .after(slow)
                .expand(list)
                .when(TriggerRule.ALL_DONE)
                .runs(Integer.class, (number, context) -> number);

        assertThat(tester().skip("list").run().transcript())
                .containsSubsequence("list skipped", "mapped skipped", "slow running");
    }

    @Test
    void countsASourceThatWasNeverExpandedByItsState() {
        var list = dag.task("list").runsList(Integer.class, context -> List.of(1));
        var first = mapped("first", list);
        dag.task("second").expand(first).when(TriggerRule.ALL_DONE).runs(Integer.class, (number, context) -> number);

        assertThat(tester().fail("list", "broken").run().state("second")).isEqualTo(UPSTREAM_FAILED);
        assertThat(tester().skip("list").run().state("second")).isEqualTo(SKIPPED);
        assertThat(tester().returning("list", List.of()).run().state("second")).isEqualTo(SKIPPED);
    }

    @Test
    void waitsForTheListOfAMappedTaskUnderARuleThatIsSatisfiedAtOnce() {
        var list = dag.task("list").runsList(Integer.class, context -> List.of(1, 2));
        dag.task("mapped").expand(list).when(TriggerRule.ALWAYS).runs(Integer.class, (number, context) -> number);

        assertThat(tester().run().value("mapped")).isEqualTo(List.of(1, 2));
    }

    @Test
    void judgesARunByItsLeaves() {
        var first = task("first");
        task("rescue", TriggerRule.ONE_FAILED, first);

        assertThat(tester().fail("first", "broken").run().state()).isEqualTo(RunState.SUCCESS);
        assertThat(tester().fail("first", "broken").fail("rescue", "too").run().state())
                .isEqualTo(RunState.FAILED);
        assertThat(tester().run().state("rescue")).isEqualTo(SKIPPED);
    }

    @Test
    void failsARunByOneFailedInstanceOfAMappedLeaf() {
        mapped("leaf", numbers(3));

        assertThat(tester().fail("leaf", 2, "broken").run().state()).isEqualTo(RunState.FAILED);
    }

    @Test
    void callsARunThatCannotMoveADeadlock() {
        var first = task("first");
        task("second", first);
        var run = new CountedRun(dag.build().graph());
        run.decide(new Event.Started());

        var decision = run.decide(new Event.Ended("first", -1, REMOVED));

        assertThat(decision.transitions())
                .containsExactly(
                        new Transition.EndRun(RunState.FAILED, "Deadlock: no task of this run can start any more"));
    }

    @Test
    void looksOnlyAtWhatTheEventReaches() {
        var first = task("first");
        task("second", first);
        task("elsewhere");
        var run = new CountedRun(dag.build().graph());
        run.decide(new Event.Started());
        run.tasks.remove(Cell.whole("elsewhere"));

        var decision = run.decide(new Event.Ended("first", -1, SUCCESS));

        assertThat(decision.transitions())
                .containsExactly(new Transition.Schedule("second", List.of(new Span(-1, -1))));
        assertThat(decision.changed()).containsOnlyKeys(Cell.whole("first"), Cell.whole("second"));
    }

    /** The counters of a run, and nothing else of it. */
    private static final class CountedRun {
        private final Graph graph;
        private final Map<Cell, TaskProgress> tasks = new HashMap<>();
        private RunProgress run;

        CountedRun(Graph graph) {
            this.graph = graph;
            this.run = RunProgress.initial(graph);
            graph.tasks().forEach(task -> tasks.put(Cell.whole(task.id()), TaskProgress.initial(graph, task)));
        }

        Decision decide(Event event) {
            var decision =
                    Progression.decide(graph, run, cell -> requireNonNull(tasks.get(cell), cell::toString), event);
            run = decision.run();
            tasks.putAll(decision.changed());
            return decision;
        }
    }
}
