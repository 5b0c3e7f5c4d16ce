package dev.dagrunr.dag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WeightsTest {
    private final DagBuilder<NoParams> dag = Dag.named("weights");

    /** A diamond, so that the last task can be reached by two ways. */
    private Map<String, Integer> diamond() {
        var first = dag.task("first").priorityWeight(1).runs(Integer.class, context -> 1);
        var left = dag.task("left").after(first).priorityWeight(2).runs(Integer.class, context -> 1);
        var right = dag.task("right").after(first).priorityWeight(3).runs(Integer.class, context -> 1);
        dag.task("last").after(left, right).priorityWeight(10).runs(Integer.class, context -> 1);
        return weights();
    }

    private Map<String, Integer> weights() {
        return dag.build().graph().tasks().stream()
                .collect(Collectors.toMap(
                        task -> task.id(), task -> task.options().priorityWeight()));
    }

    @Test
    void addsWhatComesAfterATaskUnlessToldOtherwise() {
        assertThat(diamond()).isEqualTo(Map.of("first", 16, "left", 12, "right", 13, "last", 10));
    }

    @Test
    void addsWhatComesBeforeATaskUnderUpstream() {
        dag.weightRule(WeightRule.UPSTREAM);
        assertThat(diamond()).isEqualTo(Map.of("first", 1, "left", 3, "right", 4, "last", 16));
    }

    @Test
    void addsNothingUnderAbsolute() {
        dag.weightRule(WeightRule.ABSOLUTE);
        assertThat(diamond()).isEqualTo(Map.of("first", 1, "left", 2, "right", 3, "last", 10));
    }

    @Test
    void aTaskMayHaveARuleOfItsOwn() {
        var first = dag.task("first").weightRule(WeightRule.ABSOLUTE).runs(Integer.class, context -> 1);
        var second = dag.task("second").after(first).runs(Integer.class, context -> 1);
        dag.task("third").after(second).runs(Integer.class, context -> 1);
        assertThat(weights()).isEqualTo(Map.of("first", 1, "second", 2, "third", 1));
    }

    @Test
    void aSumThatDoesNotFitIsTheLargestThatDoes() {
        var first = dag.task("first").priorityWeight(Integer.MAX_VALUE).runs(Integer.class, context -> 1);
        dag.task("second").after(first).priorityWeight(Integer.MAX_VALUE).runs(Integer.class, context -> 1);
        assertThat(weights()).containsEntry("first", Integer.MAX_VALUE);
    }

    @Test
    void slotsAndLimitsBelowOneAreProblems() {
        dag.task("only")
                .pool("no pool!")
                .poolSlots(0)
                .maxActiveTisPerDag(0)
                .maxActiveTisPerDagrun(-1)
                .runs(Integer.class, context -> 1);
        assertThatThrownBy(dag::build)
                .hasMessageContaining("has the pool 'no pool!', which is not valid")
                .hasMessageContaining("has poolSlots 0")
                .hasMessageContaining("has maxActiveTisPerDag 0")
                .hasMessageContaining("has maxActiveTisPerDagrun -1");
    }
}
