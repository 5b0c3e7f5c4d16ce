package dev.dagrunr.dag;

import static dev.dagrunr.dag.TaskState.FAILED;
import static dev.dagrunr.dag.TaskState.SUCCESS;
import static dev.dagrunr.dag.TaskState.UPSTREAM_FAILED;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExpandableTest {
    private final DagBuilder<NoParams> dag = Dag.named("dag");

    private static Expandable<Integer> upTo(int last) {
        return Expandable.of(IntStream.rangeClosed(1, last).boxed().toList());
    }

    private <E> List<E> elements(Expandable<E> list) {
        var elements = new ArrayList<E>();
        dag.task("each").expand(list).runs(Integer.class, (element, context) -> {
            elements.add(element);
            return 1;
        });
        DagTester.of(dag.build()).run();
        return elements;
    }

    @Test
    void fillsWhatTheShorterListLacks() {
        assertThat(elements(upTo(3).zipLongest(Expandable.of(List.of("a")), 0, "none")))
                .containsExactly(new Pair<>(1, "a"), new Pair<>(2, "none"), new Pair<>(3, "none"));
        assertThat(dag.build().taskIds()).containsExactly("each");
    }

    @Test
    void fillsWithNullToo() {
        assertThat(elements(upTo(1).zipLongest(upTo(2), null, 0)))
                .containsExactly(new Pair<>(1, 1), new Pair<>(null, 2));
    }

    @Test
    void crossesMoreThanTwoListsWithTheLastFastest() {
        assertThat(elements(upTo(2).cross(upTo(2))
                        .cross(upTo(2))
                        .map(all -> all.first().first() * 100 + all.first().second() * 10 + all.second())))
                .containsExactly(111, 112, 121, 122, 211, 212, 221, 222);
    }

    @Test
    void combinesTheResultsOfAMappedTaskWithoutItsNulls() {
        var odd = dag.task("odd").expand(upTo(4)).runs(Integer.class, (n, context) -> n % 2 == 0 ? null : n);

        assertThat(elements(odd.concat(upTo(1)).zip(upTo(9))))
                .containsExactly(new Pair<>(1, 1), new Pair<>(3, 2), new Pair<>(1, 3));
    }

    @Test
    void dependsOnEveryTaskThatAListComesFrom() {
        var first = dag.task("first").runsList(Integer.class, context -> List.of(1));
        var second = dag.task("second").runsList(Integer.class, context -> List.of(2));
        dag.task("each").expand(first.concat(second).cross(first)).runs(Integer.class, (pair, context) -> 1);

        assertThat(dag.build().graph().task("each").upstream()).containsExactly("first", "second");
        assertThat(DagTester.of(dag.build()).fail("second", "broken").run().state("each"))
                .isEqualTo(UPSTREAM_FAILED);
    }

    @Test
    void computesAnElementAnewForEachTry() {
        var calls = new ArrayList<Integer>();
        dag.task("each")
                .expand(upTo(1).map(n -> {
                    calls.add(n);
                    return n / (calls.size() - 1);
                }))
                .retries(RetryPolicy.fixedDelay(1, Duration.ofSeconds(1)))
                .runs(Integer.class, (n, context) -> n);
        var run = DagTester.of(dag.build()).run();

        assertThat(run.state("each", 0)).isEqualTo(SUCCESS);
        assertThat(run.tries("each", 0)).isEqualTo(2);
    }

    @Test
    void labelsByTheElementAsItWasChangedAndByTheIndexWhereThatFails() {
        var labels = new ArrayList<String>();
        dag.task("each")
                .expand(upTo(2).map(n -> 10 / (n - 1)))
                .labels(n -> "ten by " + n)
                .runs(Integer.class, (n, context) -> {
                    labels.add(context.attempt().label());
                    return n;
                });
        var run = DagTester.of(dag.build()).run();

        assertThat(run.states("each")).containsExactly(FAILED, SUCCESS);
        assertThat(labels).containsExactly("ten by 10");
    }

    @Test
    void failsAMappedTaskThatWouldBeTooWide() {
        dag.maxMapLength(5).task("each").expand(upTo(2).cross(upTo(3))).runs(Integer.class, (pair, context) -> 1);

        assertThat(DagTester.of(dag.build()).run().transcript()).isEqualTo("""
                each failed: Task 'each' would be expanded to 6 instances, but at most 5 are allowed; expand it over a shorter list, or raise maxMapLength
                dag failed
                """);
    }

    @Test
    void countsBeyondWhatCanBeExpanded() {
        dag.task("each")
                .expand(upTo(9_999).cross(upTo(9_999)).cross(upTo(9_999)))
                .runs(Integer.class, (all, context) -> 1);

        assertThat(DagTester.of(dag.build()).run().reason("each"))
                .contains("more than two billion instances, but at most 10000 are allowed");
    }
}
