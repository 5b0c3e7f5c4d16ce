package dev.dagrunr.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.dag.DagTester;
import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.TaskState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The examples run in this process, without a database: the clock is stepped, and tasks end as a test says. */
class DagExamplesTest {
    @Test
    void theNightlyLoadWaitsForItsFileAndCompactsWhatIsLarge() {
        var example = new NightlyLoad();
        var run = DagTester.of(example.dag()).run();

        assertThat(run.state()).isEqualTo(RunState.SUCCESS);
        assertThat(run.elapsed()).isEqualTo(Duration.ofMinutes(10));
        assertThat(run.state("compact")).isEqualTo(TaskState.SUCCESS);
        assertThat(example.told).containsExactly("loaded berlin");
        assertThat(run.log("load")).contains("load info: Loading berlin.csv");
    }

    @Test
    void theBranchOfASmallLoadLeavesOutTheCompaction() {
        var run = DagTester.of(new NightlyLoad().dag()).returning("load", 10).run();

        assertThat(run.state("compact")).isEqualTo(TaskState.SKIPPED);
        assertThat(run.state("report")).isEqualTo(TaskState.SUCCESS);
    }

    @Test
    void aLoadThatFailsIsTriedAgain() {
        var run = DagTester.of(new NightlyLoad().dag())
                .failTimes(2, "load", "no space")
                .skip("report")
                .run();
        assertThat(run.tries("load")).isEqualTo(3);
        assertThat(run.transcript()).contains("load up_for_retry");
    }

    @Test
    void aLoadThatFailsForGoodIsToldOf() {
        var example = new NightlyLoad();
        var run = DagTester.of(example.dag()).fail("load", "no space").run();

        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(example.told).singleElement().asString().startsWith("failed: ");
    }

    @Test
    void eachRegionChoosesForItselfAndIsTakenDown() {
        var run = DagTester.of(Regions.dag()).run();

        assertThat(run.states("region.checks.thorough"))
                .containsExactly(TaskState.SKIPPED, TaskState.SUCCESS, TaskState.SKIPPED);
        assertThat(run.value("summary")).isEqualTo("north south west");
    }

    @Test
    void aRegionThatFailsIsTakenDownAllTheSame() {
        var run = DagTester.of(Regions.dag())
                .fail("region.checks.quick", 0, "broken")
                .run();

        assertThat(run.states("region.drop_database")).containsOnly(TaskState.SUCCESS);
        assertThat(run.value("summary")).isEqualTo("south west");
        assertThat(run.state()).isEqualTo(RunState.SUCCESS);
    }

    @Test
    void listsAreCombined() {
        var run = DagTester.of(PriceGrid.dag()).run();

        assertThat(run.value("price"))
                .isEqualTo(List.of("berlin1", "berlin2", "berlin3", "paris1", "paris2", "paris3"));
        assertThat(run.value("discount")).isEqualTo(List.of(10, 20, 0));
        assertThat(run.states("announce")).containsExactly(TaskState.SUCCESS, TaskState.SUCCESS, TaskState.SKIPPED);
    }
}
