package dev.dagrunr.dag;

import static dev.dagrunr.dag.TaskState.FAILED;
import static dev.dagrunr.dag.TaskState.NONE;
import static dev.dagrunr.dag.TaskState.SKIPPED;
import static dev.dagrunr.dag.TaskState.SUCCESS;
import static dev.dagrunr.dag.TaskState.UPSTREAM_FAILED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.dag.internal.decision.Transition;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Setups and teardowns, by a table transcribed from Airflow's own tests. */
class SetupConformanceTest {
    private final DagBuilder<NoParams> dag = Dag.named("dag");

    static List<ConformanceRow> rows() {
        return ConformanceRow.runBy(SetupConformanceTest.class, "setup_teardown_cases.tsv");
    }

    @ParameterizedTest
    @MethodSource("rows")
    void treatsSetupsAsAirflowDoes(ConformanceRow row) {
        switch (row.id()) {
            case "SU001" -> tearsDownForEachElement();
            case "SU002" -> {
                oddSetups();
                var run = DagTester.of(dag.build()).fail("my_setup", "broken").run();
                assertThat(run.states("my_setup")).containsExactly(FAILED, FAILED, FAILED);
                oddSetupsEnd(run);
            }
            case "SU004" -> {
                oddSetups();
                var run = DagTester.of(dag.build())
                        .fail("my_setup", 1, "broken")
                        .skip("my_setup", 2)
                        .run();
                assertThat(run.states("my_setup")).containsExactly(SUCCESS, FAILED, SKIPPED);
                oddSetupsEnd(run);
            }
            case "SU008" -> aMappedGroupSetsUpAndTearsDownPerIndex();
            case "SU009" -> oneMappedSetupIsEnough();
            case "SU010" -> {
                var work = work(dag.group("tg_1"), false);
                dag.failFast();
                var run =
                        DagTester.of(dag.build()).fail(work.taskId(), "broken").run();
                assertThat(states(run, "tg_1.my_setup", "tg_1.my_work")).containsExactly(SUCCESS, FAILED);
                assertThat(run.states("tg_1.my_teardown")).containsExactly(SUCCESS, SUCCESS, SUCCESS);
            }
            case "SU011" -> failsFastAcrossGroups(false);
            case "SU012" -> failsFastAcrossGroups(true);
            case "SU014" -> chain(NONE, NONE, NONE);
            case "SU016" -> chain(FAILED, UPSTREAM_FAILED, UPSTREAM_FAILED);
            case "SU018" -> chain(SKIPPED, SKIPPED, SKIPPED);
            case "SU017" -> twoSetups(FAILED, UPSTREAM_FAILED);
            case "SU019" -> twoSetups(SKIPPED, SKIPPED);
            case "SU020" -> blocksBySetupAlone();
            default -> throw row.untested();
        }
    }

    private TaskHandle task(String id, TaskHandle... upstream) {
        return dag.task(id).after(upstream).runs(Integer.class, context -> 1);
    }

    private TaskHandle setup(String id) {
        return dag.task(id).setup().runs(Integer.class, context -> 1);
    }

    private MappedNode<Integer> mappedSetup() {
        return dag.task("my_setup")
                .setup()
                .expand(Expandable.of(List.of(1, 2, 3)))
                .runs(Integer.class, (number, context) -> number);
    }

    private void tearsDownForEachElement() {
        var setup = dag.task("my_setup").setup().runsList(Integer.class, context -> List.of(1, 2, 3));
        var work = task("my_work", setup);
        dag.task("my_teardown")
                .after(work)
                .teardownOf(setup)
                .expand(setup)
                .runs(Integer.class, (number, context) -> number);
        var run = DagTester.of(dag.build()).fail("my_work", "broken").run();
        assertThat(states(run, "my_setup", "my_work")).containsExactly(SUCCESS, FAILED);
        assertThat(run.states("my_teardown")).containsExactly(SUCCESS, SUCCESS, SUCCESS);
        assertThat(run.state()).isEqualTo(RunState.FAILED);
    }

    private TaskHandle work(TaskGroup<NoParams> group, boolean mappedSetup) {
        if (mappedSetup) {
            var first = group.task("my_pre_setup").setup().runsList(Integer.class, context -> List.of(1, 2, 3));
            var setup = group.task("my_setup").setup().expand(first).runs(Integer.class, (n, context) -> n);
            var work = group.task("my_work").after(setup).runs(Integer.class, context -> 1);
            group.task("my_teardown")
                    .after(work)
                    .teardownOf(setup)
                    .expand(setup)
                    .runs(Integer.class, (n, context) -> n);
            return work;
        }
        var setup = group.task("my_setup").setup().runsList(Integer.class, context -> List.of(1, 2, 3));
        var work = group.task("my_work").after(setup).runs(Integer.class, context -> 1);
        group.task("my_teardown").after(work).teardownOf(setup).expand(setup).runs(Integer.class, (n, context) -> n);
        return work;
    }

    private void failsFastAcrossGroups(boolean mappedSetup) {
        var first = dag.group("tg_1");
        work(first, mappedSetup);
        work(dag.group("tg_2").after(first), mappedSetup);
        var run = DagTester.of(dag.failFast().build())
                .fail("tg_1.my_work", "broken")
                .run();
        assertThat(run.states("tg_1.my_setup")).hasSize(mappedSetup ? 3 : 1).containsOnly(SUCCESS);
        assertThat(run.state("tg_1.my_work")).isEqualTo(FAILED);
        assertThat(run.states("tg_1.my_teardown")).containsExactly(SUCCESS, SUCCESS, SUCCESS);
        assertThat(states(run, "tg_2.my_setup", "tg_2.my_work", "tg_2.my_teardown"))
                .containsOnly(SKIPPED);
    }

    private void oddSetups() {
        var setup = mappedSetup();
        var work = task("my_work", setup);
        var otherSetup = setup("other_setup");
        var otherWork = task("other_work", otherSetup);
        dag.task("my_teardown").after(work).teardownOf(setup, otherSetup).runs(Integer.class, context -> 1);
        dag.task("other_teardown").after(otherWork).teardownOf(otherSetup).runs(Integer.class, context -> 1);
    }

    private static void oddSetupsEnd(TestedRun run) {
        assertThat(states(run, "other_setup", "other_work", "other_teardown", "my_teardown", "my_work"))
                .containsExactly(SUCCESS, SUCCESS, SUCCESS, SUCCESS, UPSTREAM_FAILED);
    }

    private void aMappedGroupSetsUpAndTearsDownPerIndex() {
        dag.group("g").expand(Expandable.of(List.of(1, 2, 3))).tasks((group, number) -> {
            var setup = group.task("my_setup").setup().reads(number).runs(Integer.class, (n, context) -> n);
            var work = group.task("my_work").after(setup).runs(Integer.class, context -> 1);
            return group.task("my_teardown").after(work).teardownOf(setup).runs(Integer.class, context -> 1);
        });
        var run = DagTester.of(dag.build())
                .fail("g.my_work", 1, "broken")
                .skip("g.my_work", 2)
                .run();
        assertThat(run.states("g.my_setup")).containsExactly(SUCCESS, SUCCESS, SUCCESS);
        assertThat(run.states("g.my_work")).containsExactly(SUCCESS, FAILED, SKIPPED);
        assertThat(run.states("g.my_teardown")).containsExactly(SUCCESS, SUCCESS, SUCCESS);
    }

    private void oneMappedSetupIsEnough() {
        var setup = mappedSetup();
        dag.task("my_teardown").after(task("my_work", setup)).teardownOf(setup).runs(Integer.class, context -> 1);
        var run = DagTester.of(dag.build())
                .fail("my_setup", 1, "broken")
                .skip("my_setup", 2)
                .run();
        assertThat(run.states("my_setup")).containsExactly(SUCCESS, FAILED, SKIPPED);
        assertThat(states(run, "my_work", "my_teardown")).containsExactly(UPSTREAM_FAILED, SUCCESS);
    }

    private void chain(TaskState setup, TaskState... after) {
        task("t3", task("t2", setup("t1")));
        assertThat(settled(Map.of("t1", setup), "t2", "t3")).containsExactly(after);
        assertThat(dag.build().graph().watchedSetups("t3")).containsExactly("t1");
    }

    private void twoSetups(TaskState second, TaskState after) {
        task("w2", task("w1", setup("s1"), setup("s2")));
        assertThat(settled(Map.of("s1", NONE, "s2", second), "w1", "w2")).containsExactly(after, after);
    }

    /** Under a rule that is satisfied, a task waits for the setup further up. */
    private void blocksBySetupAlone() {
        var setup = setup("t1");
        var between = dag.task("t2").after(setup).when(TriggerRule.ONE_DONE).runs(Integer.class, context -> 1);
        dag.task("t3").after(between).when(TriggerRule.ALL_DONE).runs(Integer.class, context -> 1);
        assertThat(settled(Map.of("t1", NONE, "t2", SUCCESS), "t2", "t3")).containsExactly(SUCCESS, NONE);
    }

    /** What one decision makes of the tasks, where those not given have not run. A setup given as none is under way. */
    private List<TaskState> settled(Map<String, TaskState> given, String... ids) {
        var graph = dag.build().graph();
        var states = new HashMap<String, List<TaskState>>();
        graph.tasks().forEach(task -> states.put(task.id(), List.of(NONE)));
        given.forEach((id, state) -> states.put(id, List.of(state == NONE ? TaskState.RUNNING : state)));
        var after = new HashMap<String, TaskState>();
        states.forEach((id, all) -> after.put(id, all.get(0)));
        for (var transition : new CountedStates(graph, states).decide().transitions()) {
            assertThat(transition).isNotInstanceOf(Transition.Schedule.class);
            if (transition instanceof Transition.Settle settle) {
                after.put(settle.taskId(), settle.state());
            }
        }
        return Arrays.stream(ids).map(after::get).toList();
    }

    private static List<TaskState> states(TestedRun run, String... ids) {
        return Arrays.stream(ids).map(run::state).toList();
    }
}
