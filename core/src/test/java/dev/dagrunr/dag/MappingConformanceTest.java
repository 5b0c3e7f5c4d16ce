package dev.dagrunr.dag;

import static dev.dagrunr.dag.TaskState.FAILED;
import static dev.dagrunr.dag.TaskState.NONE;
import static dev.dagrunr.dag.TaskState.SKIPPED;
import static dev.dagrunr.dag.TaskState.SUCCESS;
import static dev.dagrunr.dag.TaskState.UPSTREAM_FAILED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.dag.internal.decision.Reach;
import dev.dagrunr.dag.internal.model.MapPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Airflow's dynamic task mapping, by a table transcribed from its own tests. */
class MappingConformanceTest {
    private static final List<TaskState> ALL = List.of(SUCCESS, SUCCESS, SUCCESS);
    private static final List<TaskState> NONES = List.of(NONE, NONE, NONE);

    private final DagBuilder<NoParams> dag = Dag.named("dag");

    static List<ConformanceRow> rows() {
        return ConformanceRow.runBy(MappingConformanceTest.class, "mapping_cases.tsv");
    }

    private <E> ListNode<E> list(String id, Class<E> type, List<E> elements) {
        return dag.task(id).runsList(type, context -> elements);
    }

    private ListNode<Integer> numbers(Integer... numbers) {
        return list("numbers", Integer.class, List.of(numbers));
    }

    private ListNode<String> letters(String... letters) {
        return list("letters", String.class, List.of(letters));
    }

    private TestedRun run() {
        return DagTester.of(dag.build()).run();
    }

    /** What each instance of a task expanded over the list received, as text. */
    private <E> List<Object> received(Expandable<E> list) {
        var received = new ArrayList<>();
        dag.task("show").expand(list).runs(String.class, (element, context) -> {
            assertThat(context.attempt().mapIndex()).isEqualTo(received.size());
            received.add(text(element));
            return null;
        });
        assertThat(run().states("show")).hasSize(received.size()).containsOnly(SUCCESS);
        return received;
    }

    private static String text(Object element) {
        return element instanceof Pair<?, ?> pair
                ? "(" + text(pair.first()) + "," + text(pair.second()) + ")"
                : String.valueOf(element);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void mapsAsAirflowDoes(ConformanceRow row) {
        switch (row.id()) {
            case "MP003" -> assertThat(received(numbers(1, 2, 3))).containsExactly("1", "2", "3");
            case "MP004" -> assertThat(received(pairs())).containsExactly("(a,1)", "(b,2)");
            case "MP005" ->
                assertThat(received(Expandable.of(List.of(2, 4, 8)).cross(Expandable.of(List.of(5, 10)))))
                        .containsExactly("(2,5)", "(2,10)", "(4,5)", "(4,10)", "(8,5)", "(8,10)");
            case "MP006" ->
                assertThat(received(numbers(1, 2).cross(letters("x", "y", "z"))))
                        .containsExactly("(1,x)", "(1,y)", "(1,z)", "(2,x)", "(2,y)", "(2,z)");
            case "MP008" ->
                assertThat(received(letters("FOO", "BAR")
                                .cross(list("commands", String.class, List.of("hello", "goodbye")))
                                .map(pair -> pair.second() + " " + pair.first())))
                        .containsExactly("hello FOO", "goodbye FOO", "hello BAR", "goodbye BAR");
            case "MP010" -> aBadElementFailsItsIndex();
            case "MP012" ->
                assertThat(received(letters("a", "b", "c").<String>map(letter -> letter.equals("c") ? null : letter)))
                        .containsExactly("a", "b", "null");
            case "MP015" -> aSkippedElementSkipsItsIndex();
            case "MP017" ->
                assertThat(received(letters("a", "b", "c").zip(numbers(1, 2, 3, 4))))
                        .containsExactly("(a,1)", "(b,2)", "(c,3)");
            case "MP019" ->
                assertThat(received(numbers(1, 2, 3, 4)
                                .map(number -> number * 2)
                                .zip(letters("a", "b", "c", "d"))
                                .map(pair -> pair.second().repeat(pair.first()))))
                        .containsExactly("aa", "bbbb", "cccccc", "dddddddd");
            case "MP020", "MP021" ->
                assertThat(received(letters("a", "b", "c")
                                .<Object>map(letter -> letter)
                                .concat(numbers(1, 2))))
                        .containsExactly("a", "b", "c", "1", "2");
            case "MP026" -> emptyListsSkip(numbers());
            case "MP027" -> emptyListsSkip(Expandable.of(List.of()));
            case "MP029" ->
                assertThat(received(Expandable.of(List.of(1, 2, 3, 4)))).hasSize(4);
            case "MP046", "MP047" -> theJoinComesAfterAllInstances();
            case "MP048" -> aFailedListFailsItsTask(TriggerRule.ALL_SUCCESS);
            case "MP049" -> aFailedListFailsItsTask(TriggerRule.ALL_DONE);
            case "MP052" -> aGroupOverALiteralIsExpandedAtOnce();
            case "MP053" -> mapsWithinAMappedGroup();
            case "MP056" ->
                goesDepthFirst(List.of(SUCCESS, NONE, NONE), NONES, NONES, "tg1.t1:1", "tg1.t1:2", "tg1.t2:0");
            case "MP058" -> goesDepthFirst(ALL, List.of(SUCCESS, NONE, SUCCESS), List.of(NONE), "tg1.t2:1");
            case "MP060" -> goesDepthFirst(ALL, ALL, List.of(SUCCESS, NONE, SUCCESS), "tg2.t3:1");
            case "MP061" -> goesDepthFirst(ALL, ALL, ALL, "t4:-1");
            case "MP062" -> handsValuesOnInOrder();
            case "MP064" -> waitsForTheListOfItsGroup();
            case "MP065" -> skipsAGroupAfterATaskThatWasNeverExpanded();
            case "MP067" -> skipsPerIndex(numbers(1, 2, 3));
            case "MP068" -> skipsPerIndex(Expandable.of(List.of(1, 2, 3)));
            case "MP078" -> assertThat(before("4", -1)).containsExactlyInAnyOrder("1:-1", "2:0", "2:1", "3:0", "3:1");
            case "MP080" -> assertThat(before("3", 1)).containsExactlyInAnyOrder("1:-1", "2:0", "2:1");
            case "MP081" ->
                assertThat(before("d", -1)).containsExactlyInAnyOrder("a:-1", "g.b:0", "g.b:1", "g.c:0", "g.c:1");
            case "MP083" -> assertThat(before("g.c", 1)).containsExactlyInAnyOrder("a:-1", "g.b:1");
            case "MP072", "MP074" -> labels();
            default -> throw row.untested();
        }
    }

    private void aGroupOverALiteralIsExpandedAtOnce() {
        dag.group("tg")
                .expand(Expandable.of(List.of(List.of(1, 2), List.of(3, 4))))
                .tasks((group, x) -> {
                    group.task("t1").runs(Integer.class, context -> 1);
                    return group.task("t3").reads(x).runs(String.class, (list, context) -> list.toString());
                });
        var run = run();
        assertThat(run.transcript().lines().limit(2)).containsExactly("tg.t1 expanded to 2", "tg.t3 expanded to 2");
        assertThat(run.states("tg.t1")).containsExactly(SUCCESS, SUCCESS);
        assertThat(run.value("tg.t3")).isEqualTo(List.of("[1, 2]", "[3, 4]"));
    }

    /** What Airflow refuses. */
    private void mapsWithinAMappedGroup() {
        var all = dag.group("g")
                .expand(numbers(1, 2))
                .tasks((group, x) -> group.task("m")
                        .reads(x)
                        .expand(letters("a", "b"))
                        .runs(String.class, (letter, number, context) -> letter + number));
        assertThat(run().value(all)).containsExactly("a1", "b1", "a2", "b2");
    }

    private void goesDepthFirst(List<TaskState> t1, List<TaskState> t2, List<TaskState> t3, String... scheduled) {
        var first = dag.group("tg1").expand(Expandable.of(List.of(1, 2, 3))).tasks((group, x) -> {
            var before = group.task("t1").reads(x).runs(Integer.class, (n, context) -> n);
            return group.task("t2").reads(before).runs(Integer.class, (n, context) -> n);
        });
        var second = dag.group("tg2")
                .expand(first)
                .tasks((group, x) -> group.task("t3").reads(x).runs(Integer.class, (n, context) -> n));
        dag.task("t4").reads(second).runs(Integer.class, (all, context) -> 1);
        boolean expanded = t2.equals(ALL);
        var states = Map.of("tg1.t1", t1, "tg1.t2", t2, "tg2.t3", expanded ? t3 : List.of(NONE), "t4", List.of(NONE));
        assertThat(new CountedStates(dag.build().graph(), states).scheduled()).containsExactly(scheduled);
    }

    private void handsValuesOnInOrder() {
        var all = dag.group("tg")
                .expand(Expandable.of(List.<List<Object>>of(List.of("a", "b"), List.of(4), List.of("z"))))
                .tasks((group, va) -> {
                    var t1 = group.task("t1").reads(va).runsList(Object.class, (value, context) -> value);
                    return group.task("t2").reads(t1).runsList(Object.class, (value, context) -> value);
                });
        dag.task("t3").reads(all).runs(String.class, (values, context) -> values.toString());
        assertThat(run().value("t3")).isEqualTo("[[a, b], [4], [z]]");
    }

    private void waitsForTheListOfItsGroup() {
        dag.group("tg").expand(numbers(1, 2, 3)).tasks((group, a) -> {
            var t2 = group.task("t2").reads(a).runs(Integer.class, (n, context) -> n);
            return group.task("t3").reads(t2).runs(Integer.class, (n, context) -> n);
        });
        var states = Map.of("numbers", List.of(NONE), "tg.t2", List.of(NONE), "tg.t3", List.of(NONE));
        assertThat(new CountedStates(dag.build().graph(), states).scheduled()).containsExactly("numbers:-1");
    }

    private void skipsAGroupAfterATaskThatWasNeverExpanded() {
        var t2 = dag.task("t2").expand(numbers(1, 2)).runs(Integer.class, (n, context) -> n);
        var group = dag.group("tg").after(t2);
        group.expand(Expandable.of(List.of(1, 2)))
                .tasks((inner, x) -> inner.task("t3").reads(x).runs(Integer.class, (n, context) -> n));
        assertThat(DagTester.of(dag.build()).skip("numbers").run().states("tg.t3"))
                .containsOnly(SKIPPED);
    }

    private void skipsPerIndex(Expandable<Integer> list) {
        dag.group("group").expand(list).tasks((group, number) -> {
            var doubled = group.task("double").reads(number).runs(Integer.class, (n, context) -> {
                if (n == 2) {
                    throw new TaskSkippedException("no 2");
                }
                return n * 2;
            });
            return group.task("last").reads(doubled).runs(Integer.class, (n, context) -> n);
        });
        var run = run();
        assertThat(run.states("group.double")).containsExactly(SUCCESS, SKIPPED, SUCCESS);
        assertThat(run.states("group.last")).containsExactly(SUCCESS, SKIPPED, SUCCESS);
    }

    /** The instances that one depends on, in two DAGs that are one here. */
    private List<String> before(String taskId, int mapIndex) {
        var one = dag.task("1").runs(Integer.class, context -> 1);
        var two = dag.task("2").after(one).expand(Expandable.of(List.of(1, 2))).runs(Integer.class, (n, context) -> n);
        var three = dag.task("3").expand(two).runs(Integer.class, (n, context) -> n);
        dag.task("4").reads(three).runs(Integer.class, (all, context) -> 1);
        var a = dag.task("a").runsList(Integer.class, context -> List.of(1, 2));
        var g = dag.group("g").expand(a).tasks((group, x) -> {
            var b = group.task("b").reads(x).runs(Integer.class, (n, context) -> n);
            return group.task("c").reads(b).runs(Integer.class, (n, context) -> n);
        });
        dag.task("d").reads(g).runs(Integer.class, (all, context) -> 1);
        var graph = dag.build().graph();
        var reach = Reach.before(graph, Map.of(taskId, Set.of(MapPath.of(mapIndex, graph.depth(taskId)))));
        return graph.tasks().stream()
                .flatMap(task -> (graph.depth(task.id()) == 0 ? Stream.of(-1) : Stream.of(0, 1))
                        .filter(index -> reach.holds(task.id(), index))
                        .map(index -> task.id() + ":" + index))
                .toList();
    }

    private ListNode<Object> pairs() {
        return list("pairs", Object.class, List.of(new Pair<>("a", 1), new Pair<>("b", 2)));
    }

    /** Here the element is a record that the body takes apart; Airflow refuses one that is no parameters. */
    private void aBadElementFailsItsIndex() {
        dag.task("pull")
                .expand(letters("a", "b", "c").<String>map(letter -> letter.equals("c") ? null : letter))
                .runs(Integer.class, (letter, context) -> letter.length());
        assertThat(run().states("pull")).containsExactly(SUCCESS, SUCCESS, FAILED);
    }

    private void aSkippedElementSkipsItsIndex() {
        var forward = dag.task("forward")
                .expand(letters("a", "b", "c").<String>map(letter -> {
                    if (letter.equals("c")) {
                        throw new TaskSkippedException("no c");
                    }
                    return letter;
                }))
                .runs(String.class, (letter, context) -> letter);
        dag.task("collect")
                .reads(forward.outcomes())
                .when(TriggerRule.ALL_DONE)
                .runs(String.class, (all, context) -> all.values().toList().toString());
        var run = run();
        assertThat(run.states("forward")).containsExactly(SUCCESS, SUCCESS, SKIPPED);
        assertThat(run.value("collect")).isEqualTo("[a, b]");
    }

    private void emptyListsSkip(Expandable<Integer> empty) {
        var first = dag.task("m1").expand(empty).runs(Integer.class, (number, context) -> number);
        var second = dag.task("m2").expand(first).runs(Integer.class, (number, context) -> number);
        dag.task("m3").expand(second).runs(Integer.class, (number, context) -> number);
        var run = run();
        assertThat(Stream.of("m1", "m2", "m3").map(id -> run.state(id, -1))).containsOnly(SKIPPED);
        assertThat(run.state()).isEqualTo(RunState.SUCCESS);
    }

    private void theJoinComesAfterAllInstances() {
        var doubled = dag.task("double").expand(numbers(1, 2)).runs(Integer.class, (number, context) -> number * 2);
        dag.task("consumer").reads(doubled).runs(String.class, (all, context) -> all.toString());
        var run = run();
        assertThat(run.transcript()).containsSubsequence("double[0] success", "double[1] success", "consumer running");
        assertThat(run.value("consumer")).isEqualTo("[2, 4]");
    }

    private void aFailedListFailsItsTask(TriggerRule rule) {
        dag.task("consumer").expand(numbers(1)).when(rule).runs(Integer.class, (number, context) -> number);
        assertThat(DagTester.of(dag.build()).fail("numbers", "broken").run().state("consumer", -1))
                .isEqualTo(UPSTREAM_FAILED);
    }

    /** Here a label is made of the element alone; unset it is the map index. */
    private void labels() {
        var names = Expandable.of(List.of("a", "b"));
        var labels = new ArrayList<String>();
        dag.task("unset").expand(names).runs(String.class, (name, context) -> {
            labels.add(context.attempt().taskName());
            throw new TaskSkippedException("");
        });
        dag.task("task1").expand(names).labels(name -> "task1-" + name).runs(String.class, (name, context) -> {
            labels.add(context.attempt().taskName());
            throw new TaskSkippedException("");
        });
        run();
        assertThat(labels).containsExactly("unset [0]", "unset [1]", "task1 [task1-a]", "task1 [task1-b]");
    }
}
