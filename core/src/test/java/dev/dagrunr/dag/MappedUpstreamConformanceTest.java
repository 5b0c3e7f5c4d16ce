package dev.dagrunr.dag;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.dag.internal.decision.Cell;
import dev.dagrunr.dag.internal.decision.Event;
import dev.dagrunr.dag.internal.decision.Progression;
import dev.dagrunr.dag.internal.decision.RunProgress;
import dev.dagrunr.dag.internal.decision.Tally;
import dev.dagrunr.dag.internal.decision.TaskProgress;
import dev.dagrunr.dag.internal.decision.Transition;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the states of its lists make of a mapped task, and of a task in a group that is expanded over them.
 */
class MappedUpstreamConformanceTest {
    /** Airflow's test asks again about an instance that has ended; here that happens only once it was cleared. */
    private static final Set<String> CLEARED = Set.of("MU033", "MU035", "MU068", "MU070", "MU071", "MU072");

    static List<ConformanceRow> rows() {
        return ConformanceRow.runBy(MappedUpstreamConformanceTest.class, "mapped_upstream_dep_cases.tsv");
    }

    @ParameterizedTest
    @MethodSource("rows")
    void makesOfAMappedTaskWhatItsListsSay(ConformanceRow row) {
        var builder = Dag.named("dag");
        var first = builder.task("t1").runsList(Integer.class, context -> List.of(1));
        var second = builder.task("t2").runsList(Integer.class, context -> List.of(2));
        var lists = first.cross(second);
        boolean grouped = row.get("shape").startsWith("g1");
        if (grouped) {
            builder.group("g1")
                    .expand(lists)
                    .tasks((group, pair) -> group.group("g2")
                            .task("m")
                            .reads(pair)
                            .runs(Integer.class, (both, context) -> both.first()));
        } else {
            builder.task("m").expand(lists).runs(Integer.class, (pair, context) -> pair.first());
        }
        var id = grouped ? "g1.g2.m" : "m";
        var graph = builder.build().graph();
        var before = CLEARED.contains(row.id()) ? TaskState.NONE : TaskState.of(row.get("mapped_task_state_before"));
        var tasks = new HashMap<Cell, TaskProgress>();
        tasks.put(Cell.whole("t1"), ended(row.get("t1_state"), Tally.of(0)));
        tasks.put(Cell.whole("t2"), ended(row.get("t2_state"), Tally.of(0)));
        tasks.put(Cell.whole(id), mapped(before, tally(row.get("t1_state"), tally(row.get("t2_state"), Tally.of(2)))));

        var decision = Progression.decide(
                graph, new RunProgress(3, 1, 0), cell -> requireNonNull(tasks.get(cell)), new Event.Started());

        var after = decision.transitions().stream()
                .filter(transition -> transition instanceof Transition.Settle settle
                        && settle.taskId().equals(id))
                .map(transition -> ((Transition.Settle) transition).state())
                .findFirst()
                .orElse(before);
        assertThat(after).isEqualTo(TaskState.of(row.get("mapped_task_state_after")));
        assertThat(decision.transitions()).noneMatch(Transition.Expand.class::isInstance);
    }

    /** A task under way where it has not ended: whether it may start is not asked. */
    private static TaskProgress ended(String state, Tally upstream) {
        return new TaskProgress(
                1, 0, upstream, tally(state, Tally.of(1)), Tally.of(0), 1, state.equals("success") ? 1 : 0, false);
    }

    private static TaskProgress mapped(TaskState before, Tally upstream) {
        return before == TaskState.NONE
                ? new TaskProgress(TaskProgress.UNEXPANDED, 1, upstream, Tally.of(1), Tally.of(0), 0, 0, false)
                : new TaskProgress(
                        TaskProgress.UNEXPANDED, 0, upstream, Tally.of(1).plus(before, 1), Tally.of(0), 0, 0, false);
    }

    private static Tally tally(String state, Tally before) {
        return state.equals("none") ? before : before.plus(TaskState.of(state), 1);
    }
}
