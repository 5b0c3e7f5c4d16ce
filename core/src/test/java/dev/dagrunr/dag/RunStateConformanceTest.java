package dev.dagrunr.dag;

import static dev.dagrunr.dag.RunState.FAILED;
import static dev.dagrunr.dag.RunState.RUNNING;
import static dev.dagrunr.dag.TaskState.NONE;
import static dev.dagrunr.dag.TaskState.REMOVED;
import static dev.dagrunr.dag.TaskState.SCHEDULED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.dag.internal.decision.Span;
import dev.dagrunr.dag.internal.decision.Transition;
import dev.dagrunr.dag.internal.model.Task;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How a run ends by the states of its task instances, by a table transcribed from Airflow's own tests. */
class RunStateConformanceTest {
    private final DagBuilder<NoParams> dag = Dag.named("dag");
    private final Map<String, List<TaskState>> states = new HashMap<>();

    static List<ConformanceRow> rows() {
        return Stream.of("dagrun_state_cases.tsv", "clear_retry_backfill_cases.tsv")
                .flatMap(table -> ConformanceRow.runBy(RunStateConformanceTest.class, table).stream())
                .toList();
    }

    private TaskHandle task(String id, TaskState state, TaskHandle... upstream) {
        states.put(id, List.of(state));
        return dag.task(id).after(upstream).runs(Integer.class, context -> 1);
    }

    private TaskHandle setup(String id, TaskState state) {
        states.put(id, List.of(state));
        return dag.task(id).setup().runs(Integer.class, context -> 1);
    }

    private TaskHandle teardown(String id, TaskState state, TaskHandle... upstream) {
        states.put(id, List.of(state));
        return dag.task(id).after(upstream).teardownOf().runs(Integer.class, context -> 1);
    }

    private List<String> leaves() {
        var graph = dag.build().graph();
        return graph.tasks().stream().map(Task::id).filter(graph::isLeaf).toList();
    }

    private RunState runState() {
        return new CountedStates(dag.build().graph(), states).runState();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void endsARunAsAirflowDoes(ConformanceRow row) {
        switch (row.id()) {
            case "DS001" -> {
                var first = task("short_circuit", TaskState.SUCCESS);
                task("s2", TaskState.SKIPPED, task("s1", TaskState.SKIPPED, first));
                assertThat(runState()).isEqualTo(RunState.SUCCESS);
            }
            case "DS002" -> {
                task("t3", REMOVED, task("t2", REMOVED, task("t1", REMOVED)));
                assertThat(runState()).isEqualTo(RunState.SUCCESS);
            }
            case "DS005" -> skipsBeforeItEnds();
            case "DS007" -> {
                task("downstream", NONE, task("upstream", TaskState.RESTARTING));
                assertThat(runState()).isEqualTo(RUNNING);
            }
            case "DS008", "DS009" -> heldByALimit();
            case "DS010" -> {
                task("t1", NONE);
                task("t2", TaskState.FAILED);
                assertThat(runState()).isEqualTo(RUNNING);
            }
            case "DS012" -> {
                teardown("teardown", TaskState.FAILED, task("mytask", TaskState.SUCCESS));
                assertThat(runState()).isEqualTo(RunState.SUCCESS);
            }
            case "DS014" -> {
                var work = task("mytask", TaskState.SUCCESS);
                teardown("teardown2", TaskState.FAILED, teardown("teardown", TaskState.FAILED, work));
                assertThat(runState()).isEqualTo(RunState.SUCCESS);
            }
            case "DS016" -> {
                var setup = setup("setup", TaskState.SUCCESS);
                dag.edge(setup, teardown("teardown", TaskState.SUCCESS, task("mytask", TaskState.FAILED, setup)));
                assertThat(runState()).isEqualTo(FAILED);
            }
            case "DS017" -> {
                setup("setup", TaskState.SUCCESS);
                teardown("teardown", TaskState.SUCCESS);
                task("mytask", TaskState.FAILED);
                assertThat(runState()).isEqualTo(FAILED);
                assertThat(leaves()).containsExactly("setup", "mytask");
            }
            case "DS018" -> {
                teardown("t1", NONE, task("w1", NONE, setup("s1", NONE)));
                assertThat(leaves()).containsExactly("w1");
            }
            case "DS020" -> {
                task("w1", NONE, setup("s1", NONE));
                assertThat(leaves()).containsExactly("w1");
            }
            case "DS022" -> {
                var setup = setup("s1", NONE);
                dag.task("t1_")
                        .after(task("w1", NONE, setup))
                        .criticalTeardownOf(setup)
                        .runs(Integer.class, context -> 1);
                assertThat(leaves()).containsExactly("t1_");
            }
            case "DS030" -> failsFast();
            case "DS026" -> aFailedListFailsTheRun();
            case "DS027" -> emptyMaps("m1", "m2", "m3");
            case "DS028" -> emptyMaps("m1", "m2");
            case "DS029" -> removedInstancesCountForNothing();
            case "CR062" -> anEmptyTaskTakesNoWorker();
            default -> throw row.untested();
        }
    }

    /** Here the skip and the end of the run are one decision; Airflow takes a second round for the end. */
    private void skipsBeforeItEnds() {
        states.put("b", List.of(NONE));
        dag.task("b")
                .after(task("a", TaskState.SUCCESS))
                .when(TriggerRule.ONE_FAILED)
                .runs(Integer.class, context -> 1);
        assertThat(new CountedStates(dag.build().graph(), states).decide().transitions())
                .containsExactly(
                        new Transition.Settle("b", List.of(new Span(-1, -1)), TaskState.SKIPPED, ""),
                        new Transition.EndRun(RunState.SUCCESS, ""));
    }

    private void anEmptyTaskTakesNoWorker() {
        var before = task("before", TaskState.SUCCESS);
        states.put("empty", List.of(NONE));
        var empty = dag.task("empty").after(before).empty();
        task("after", NONE, empty);
        assertThat(new CountedStates(dag.build().graph(), states).decide().transitions())
                .containsExactly(
                        new Transition.Settle("empty", List.of(new Span(-1, -1)), TaskState.SUCCESS, ""),
                        new Transition.Schedule("after", List.of(new Span(-1, -1))));
        var run = DagTester.of(dag.build()).run();
        assertThat(run.state("empty")).isEqualTo(TaskState.SUCCESS);
        assertThat(run.tries("empty")).isEqualTo(1);
        assertThat(run.transcript()).doesNotContain("empty running");
    }

    private void failsFast() {
        var first = dag.failFast().group("tg_1");
        setUpAndTearDown(first);
        setUpAndTearDown(dag.group("tg_2").after(first));
        var run = DagTester.of(dag.build()).fail("tg_1.my_work", "broken").run();
        assertThat(run.state("tg_1.my_teardown")).isEqualTo(TaskState.SUCCESS);
        assertThat(run.state("tg_1.my_work")).isEqualTo(TaskState.FAILED);
        assertThat(List.of("my_setup", "my_work", "my_teardown"))
                .allMatch(id -> run.state("tg_2." + id) == TaskState.SKIPPED);
        assertThat(run.state()).isEqualTo(FAILED);
    }

    private static void setUpAndTearDown(TaskGroup<NoParams> group) {
        var setup = group.task("my_setup").setup().runs(Integer.class, context -> 1);
        var work = group.task("my_work").after(setup).runs(Integer.class, context -> 1);
        group.task("my_teardown").after(work).teardownOf(setup).runs(Integer.class, context -> 1);
    }

    /** An instance that a limit holds back is scheduled, so the run has something to wait for. */
    private void heldByALimit() {
        task("tc", SCHEDULED);
        task("after_tc", NONE);
        assertThat(runState()).isEqualTo(RUNNING);
    }

    private void aFailedListFailsTheRun() {
        var list = dag.task("make_list").runsList(Integer.class, context -> List.of(1));
        dag.task("consumer").expand(list).runs(Integer.class, (number, context) -> number);
        dag.task("tolerant").expand(list).when(TriggerRule.ALL_DONE).runs(Integer.class, (number, context) -> number);
        var run = DagTester.of(dag.build()).fail("make_list", "broken").run();
        assertThat(run.state()).isEqualTo(FAILED);
        assertThat(List.of(run.state("consumer", -1), run.state("tolerant", -1)))
                .containsOnly(TaskState.UPSTREAM_FAILED);
    }

    private void emptyMaps(String... ids) {
        TaskHandle before = dag.task("say_hi").runs(Integer.class, context -> 1);
        for (var id : ids) {
            before = dag.task(id)
                    .after(before)
                    .expand(Expandable.of(List.<Integer>of()))
                    .runs(Integer.class, (number, context) -> number);
        }
        var run = DagTester.of(dag.build()).run();
        assertThat(run.state()).isEqualTo(RunState.SUCCESS);
        assertThat(List.of(ids)).allMatch(id -> run.state(id, -1) == TaskState.SKIPPED);
    }

    private void removedInstancesCountForNothing() {
        states.put("do_something", List.of(TaskState.SUCCESS, TaskState.SUCCESS, TaskState.SUCCESS, REMOVED, REMOVED));
        states.put("do_something_else", List.of(NONE, NONE, NONE));
        var first = dag.task("do_something")
                .expand(Expandable.of(List.of(1, 2, 3)))
                .runs(Integer.class, (number, context) -> number);
        dag.task("do_something_else").expand(first).runs(Integer.class, (number, context) -> number);
        var decision = new CountedStates(dag.build().graph(), states).decide();
        assertThat(decision.transitions())
                .containsExactly(
                        new Transition.Schedule("do_something_else", List.of(new Span(0, Integer.MAX_VALUE - 1))));
        assertThat(decision.run().liveInstances()).isEqualTo(3);
    }
}
