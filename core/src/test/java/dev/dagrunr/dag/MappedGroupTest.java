package dev.dagrunr.dag;

import static dev.dagrunr.dag.TaskState.FAILED;
import static dev.dagrunr.dag.TaskState.SKIPPED;
import static dev.dagrunr.dag.TaskState.SUCCESS;
import static dev.dagrunr.dag.TaskState.UPSTREAM_FAILED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MappedGroupTest {
    private final DagBuilder<NoParams> dag = Dag.named("dag");

    private static Expandable<Integer> numbers(int count) {
        return Expandable.of(IntStream.range(0, count).boxed().toList());
    }

    private ListNode<Integer> list(int count) {
        return dag.task("list")
                .runsList(
                        Integer.class,
                        context -> IntStream.range(0, count).boxed().toList());
    }

    private DagTester<NoParams> tester() {
        return DagTester.of(dag.build());
    }

    /** first, then second, for each number. */
    private MappedNode<Integer> chain(Expandable<Integer> list) {
        dag.weightRule(WeightRule.ABSOLUTE);
        return dag.group("g").expand(list).tasks((group, number) -> {
            var first = group.task("first").reads(number).runs(Integer.class, (n, context) -> n * 10);
            return group.task("second")
                    .reads(first, number)
                    .priorityWeight(9)
                    .runs(Integer.class, (n, element, context) -> n + element);
        });
    }

    @Test
    void runsItsTasksOncePerElementAndDepthFirst() {
        var all = chain(list(3));
        dag.task("join").reads(all).runs(String.class, (values, context) -> values.toString());

        var run = tester().run();

        assertThat(run.value(all)).containsExactly(0, 11, 22);
        assertThat(run.value("join")).isEqualTo("[0, 11, 22]");
        assertThat(run.transcript()).isEqualTo("""
                        list running try 1
                        list success
                        g.first expanded to 3
                        g.second expanded to 3
                        g.first[0] running try 1
                        g.first[0] success
                        g.second[0] running try 1
                        g.second[0] success
                        g.first[1] running try 1
                        g.first[1] success
                        g.second[1] running try 1
                        g.second[1] success
                        g.first[2] running try 1
                        g.first[2] success
                        g.second[2] running try 1
                        g.second[2] success
                        join running try 1
                        join success
                        dag success
                        """);
    }

    @Test
    void keepsAFailureToItsOwnIndex() {
        var all = chain(numbers(3));
        dag.task("strict").after(all).runs(Integer.class, context -> 1);
        dag.task("judge")
                .reads(all.outcomes())
                .when(TriggerRule.ALL_DONE)
                .runs(
                        String.class,
                        (outcomes, context) -> outcomes.values().toList().toString());

        var run = tester().fail("g.first", 1, "broken").run();

        assertThat(run.states("g.first")).containsExactly(SUCCESS, FAILED, SUCCESS);
        assertThat(run.states("g.second")).containsExactly(SUCCESS, UPSTREAM_FAILED, SUCCESS);
        assertThat(run.state("strict")).isEqualTo(UPSTREAM_FAILED);
        assertThat(run.value("judge")).isEqualTo("[0, 22]");
        assertThat(run.state()).isEqualTo(RunState.FAILED);
    }

    @Test
    void skipsAllOfItOverAnEmptyListAndFailsAllOfItWithoutOne() {
        chain(list(0));

        assertThat(tester().run().state("g.second")).isEqualTo(SKIPPED);
        assertThat(tester().run().state()).isEqualTo(RunState.SUCCESS);
        assertThat(tester().fail("list", "broken").run().state("g.second")).isEqualTo(UPSTREAM_FAILED);
    }

    @Test
    void waitsForWhatAllItsIndexesShare() {
        var slow = dag.task("slow").runs(Integer.class, context -> 7);
        var all = dag.group("g").expand(numbers(2)).tasks((group, number) -> {
            var early = group.task("early").reads(number).runs(Integer.class, (n, context) -> n);
            return group.task("late").reads(early, slow).runs(Integer.class, (n, shared, context) -> n + shared);
        });

        var run = tester().run();

        assertThat(run.value(all)).containsExactly(7, 8);
        assertThat(tester().fail("slow", "broken").run().states("g.late"))
                .containsExactly(UPSTREAM_FAILED, UPSTREAM_FAILED);
        assertThat(tester().skip("slow").run().states("g.late")).containsExactly(SKIPPED, SKIPPED);
    }

    @Test
    void mapsWithinItselfAgain() {
        var all = dag.group("g").expand(list(3)).tasks((group, number) -> {
            var parts = group.task("split")
                    .reads(number)
                    .runsList(
                            Integer.class,
                            (n, context) -> IntStream.range(0, n).boxed().toList());
            return group.task("load")
                    .reads(number)
                    .expand(parts)
                    .runs(
                            String.class,
                            (part, n, context) ->
                                    n + "/" + part + " as " + context.attempt().label());
        });
        dag.task("join").reads(all).runs(Integer.class, (values, context) -> values.size());

        var run = tester().run();

        assertThat(run.value(all)).containsExactly("1/0 as 1/0", "2/0 as 2/0", "2/1 as 2/1");
        assertThat(run.state("g.load", 20001)).isEqualTo(SUCCESS);
        assertThat(run.states("g.load")).containsExactly(SKIPPED, SUCCESS, SUCCESS, SUCCESS);
        assertThat(run.value("join")).isNull();
    }

    @Test
    void nestsGroupsAndHandsOnEachIndexByItself() {
        var all = dag.group("outer").expand(numbers(2)).labels(n -> "o" + n).tasks((outer, number) -> {
            var parts = outer.task("parts").reads(number).runsList(String.class, (n, context) -> List.of("a", "b"));
            return outer.group("inner").expand(parts).labels(part -> part).tasks((inner, part) -> {
                var one = inner.task("one").reads(part, number).runs(String.class, (p, n, context) -> p + n);
                return inner.task("two")
                        .reads(one)
                        .expand(numbers(2))
                        .runs(
                                String.class,
                                (n, text, context) ->
                                        text + n + "@" + context.attempt().label());
            });
        });
        dag.task("join").reads(all).runs(String.class, (values, context) -> String.join(" ", values));

        var run = tester().run();

        assertThat(run.value("join"))
                .isEqualTo("a00@o0/a/0 a01@o0/a/1 b00@o0/b/0 b01@o0/b/1 a10@o1/a/0 a11@o1/a/1 b10@o1/b/0 b11@o1/b/1");
        assertThat(run.state("outer.inner.one", 10001)).isEqualTo(SUCCESS);
        assertThat(run.state("outer.inner.two", 1001001)).isEqualTo(SUCCESS);
        var broken = tester().fail("outer.parts", 1, "broken").run();
        assertThat(broken.states("outer.inner.two"))
                .containsExactly(UPSTREAM_FAILED, SUCCESS, SUCCESS, SUCCESS, SUCCESS);
    }

    @Test
    void expandsOverAllListsThatMappedInstancesReturned() {
        var lists = dag.task("lists")
                .expand(numbers(4))
                .runsList(
                        Integer.class,
                        (n, context) ->
                                n == 3 ? null : IntStream.range(0, n).boxed().toList());
        var each = dag.task("each").expand(Expandable.elementsOf(lists)).runs(Integer.class, (n, context) -> n + 100);
        var sizes = dag.task("sizes").expand(lists).runs(Integer.class, (n, context) -> n.size());

        var run = tester().run();

        assertThat(run.value(each)).containsExactly(100, 100, 101);
        assertThat(run.value(sizes)).containsExactly(0, 1, 2);
    }

    @Test
    void choosesPerIndex() {
        dag.group("g").expand(numbers(2)).tasks((group, number) -> {
            var branch = group.task("branch").reads(number).branches((n, context) -> List.of(n == 0 ? "g.a" : "g.b"));
            var a = group.task("a").after(branch).runs(Integer.class, context -> 1);
            var b = group.task("b").after(branch).runs(Integer.class, context -> 2);
            return group.task("join")
                    .after(a, b)
                    .when(TriggerRule.NONE_FAILED_MIN_ONE_SUCCESS)
                    .runs(Integer.class, context -> 3);
        });

        var run = tester().run();

        assertThat(run.states("g.a")).containsExactly(SUCCESS, SKIPPED);
        assertThat(run.states("g.b")).containsExactly(SKIPPED, SUCCESS);
        assertThat(run.states("g.join")).containsExactly(SUCCESS, SUCCESS);
    }

    @Test
    void shortCircuitsItsOwnIndexAndLeavesWhatComesAfterTheGroupToItsRule() {
        var last = dag.group("g").expand(numbers(2)).tasks((group, number) -> {
            var condition = group.task("condition").reads(number).shortCircuits((n, context) -> n == 0);
            return group.task("work").after(condition).runs(Integer.class, context -> 1);
        });
        dag.task("tolerant").after(last).when(TriggerRule.NONE_FAILED).runs(Integer.class, context -> 1);

        var run = tester().run();

        assertThat(run.states("g.work")).containsExactly(SUCCESS, SKIPPED);
        assertThat(run.state("tolerant")).isEqualTo(SUCCESS);
    }

    @Test
    void waitsForAllOfAnotherMappedGroup() {
        var first = chain(numbers(3));
        var second = dag.group("h")
                .expand(first)
                .tasks((group, value) -> group.task("after").reads(value).runs(Integer.class, (n, context) -> n + 1));

        var run = tester().run();

        assertThat(run.value(second)).containsExactly(1, 12, 23);
        assertThat(run.transcript()).containsSubsequence("g.second[2] success", "h.after expanded to 3");
    }

    @Test
    void refusesWhatReachesIntoOneInstanceFromOutside() {
        var leaked = new Object() {
            Node<Integer> node;
        };
        dag.group("g").expand(numbers(2)).tasks((group, number) -> {
            leaked.node = group.task("first").reads(number).runs(Integer.class, (n, context) -> n);
            return leaked.node;
        });
        dag.task("outside").reads(leaked.node).runs(Integer.class, (n, context) -> n);

        assertThatThrownBy(dag::build)
                .hasMessageContaining(
                        "Task 'outside' reads one instance of 'g.first', but is outside of the mapped group 'g'");
    }

    @Test
    void refusesAnIndexThatItsNumberHasNoRoomFor() {
        dag.maxMapLength(100_000)
                .group("g")
                .expand(numbers(2))
                .tasks((group, number) ->
                        group.task("wide").expand(numbers(10_001)).runs(Integer.class, (n, context) -> n));

        assertThat(tester().run().states("g.wide")).containsExactly(FAILED, FAILED);
    }
}
