package dev.dagrunr.dag;

import static dev.dagrunr.dag.TaskState.FAILED;
import static dev.dagrunr.dag.TaskState.SKIPPED;
import static dev.dagrunr.dag.TaskState.SUCCESS;
import static dev.dagrunr.dag.TaskState.UPSTREAM_FAILED;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Airflow's dynamic task mapping, by a table transcribed from its own tests. */
class MappingConformanceTest {
    private static final String CLEARED =
            "not yet here: instances that exist before an expansion come from clearing, which is the store's";
    private static final String CHANGED = "a run keeps the shape it started with; a new version never changes its maps";
    private static final String GROUPS = "not yet: mapped task groups";
    private static final Map<String, String> NOT_APPLICABLE = Map.ofEntries(
            Map.entry("MP031", CLEARED),
            Map.entry("MP032", CLEARED),
            Map.entry("MP033", CLEARED),
            Map.entry("MP034", CLEARED),
            Map.entry("MP035", CHANGED),
            Map.entry("MP036", CHANGED),
            Map.entry("MP037", CHANGED),
            Map.entry("MP038", CLEARED),
            Map.entry("MP040", CLEARED),
            Map.entry("MP042", CLEARED),
            Map.entry("MP043", CLEARED),
            Map.entry("MP052", GROUPS),
            Map.entry("MP053", GROUPS),
            Map.entry("MP056", GROUPS),
            Map.entry("MP058", GROUPS),
            Map.entry("MP060", GROUPS),
            Map.entry("MP061", GROUPS),
            Map.entry("MP062", GROUPS),
            Map.entry("MP064", GROUPS),
            Map.entry("MP065", GROUPS),
            Map.entry("MP067", GROUPS),
            Map.entry("MP068", GROUPS),
            Map.entry("MP077", "not yet: depends_on_past"),
            Map.entry("MP078", "which tasks a clear reaches is the store's"),
            Map.entry("MP080", "which tasks a clear reaches is the store's"),
            Map.entry("MP081", "which tasks a clear reaches is the store's"),
            Map.entry("MP083", "which tasks a clear reaches is the store's"),
            Map.entry("MP085", "the length of a list is a counter beside the others; nothing is recorded for it"),
            Map.entry("MP087", "a delay is always given with the number of retries"));

    private final DagBuilder<NoParams> dag = Dag.named("dag");

    static List<ConformanceRow> rows() {
        return ConformanceRow.readApplicable("mapping_cases.tsv", NOT_APPLICABLE);
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
            case "MP072", "MP074" -> labels();
            default -> throw row.untested();
        }
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
