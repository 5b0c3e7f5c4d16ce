package dev.dagrunr.dag;

import static dev.dagrunr.dag.TaskState.FAILED;
import static dev.dagrunr.dag.TaskState.SKIPPED;
import static dev.dagrunr.dag.TaskState.SUCCESS;
import static dev.dagrunr.dag.TaskState.UPSTREAM_FAILED;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cases that lie beside the rows of the conformance tables, read in Airflow's source and its bug reports. */
class NeighbouringCasesTest {
    private final DagBuilder<NoParams> dag = Dag.named("dag");

    private MappedNode<Integer> mapped(String id) {
        return dag.task(id).expand(Expandable.of(List.of(0, 1, 2))).runs(Integer.class, (n, context) -> n);
    }

    private TaskHandle task(String id, TriggerRule rule, TaskHandle... upstream) {
        return dag.task(id).after(upstream).when(rule).runs(Integer.class, context -> 1);
    }

    private DagTester<NoParams> tester() {
        return DagTester.of(dag.build());
    }

    /** Airflow before 3.3 asked all instances of the upstream task. */
    @ParameterizedTest
    @CsvSource({
        "ONE_FAILED, SUCCESS, SKIPPED",
        "ONE_SUCCESS, UPSTREAM_FAILED, SUCCESS",
        "ONE_DONE, SUCCESS, SUCCESS",
        "NONE_FAILED_MIN_ONE_SUCCESS, UPSTREAM_FAILED, SUCCESS",
        "ALL_FAILED, SUCCESS, SKIPPED"
    })
    void aRuleWithinAMappedGroupLooksAtItsOwnIndexOnly(TriggerRule rule, TaskState ofTheFailed, TaskState ofOthers) {
        dag.group("g").expand(Expandable.of(List.of(0, 1, 2))).tasks((group, n) -> {
            var first = group.task("first").reads(n).runs(Integer.class, (value, context) -> value);
            return group.task("then").after(first).when(rule).runs(Integer.class, context -> 1);
        });
        var run = tester().fail("g.first", 1, "broken").run();
        assertThat(run.states("g.then")).containsExactly(ofOthers, ofTheFailed, ofOthers);
    }

    @Test
    void oneSkippedInstanceDoesNotSkipATaskThatNeedsOneSuccess() {
        task("join", TriggerRule.NONE_FAILED_MIN_ONE_SUCCESS, mapped("each"));
        assertThat(tester().skip("each", 1).run().state("join")).isEqualTo(SUCCESS);
    }

    @Test
    void onlyIfAllInstancesAreSkippedSoIsATaskThatNeedsOneSuccess() {
        task("join", TriggerRule.NONE_FAILED_MIN_ONE_SUCCESS, mapped("each"));
        assertThat(tester().skip("each").run().state("join")).isEqualTo(SKIPPED);
    }

    @Test
    void anEmptyMapCountsAsOneSkippedInstance() {
        var none = dag.task("none").expand(Expandable.of(List.<Integer>of())).runs(Integer.class, (n, context) -> n);
        var one = task("one", TriggerRule.ALL_SUCCESS);
        task("min_one", TriggerRule.NONE_FAILED_MIN_ONE_SUCCESS, none, one);
        task("all", TriggerRule.ALL_SUCCESS, none, one);
        task("all_skipped", TriggerRule.ALL_SKIPPED, none);
        var run = tester().run();
        assertThat(run.state("min_one")).isEqualTo(SUCCESS);
        assertThat(run.state("all")).isEqualTo(SKIPPED);
        assertThat(run.state("all_skipped")).isEqualTo(SUCCESS);
    }

    @Test
    void aFailedIndexFailsWhatFollowsAtOnceAndWhateverIsSkippedBeside() {
        task("join", TriggerRule.ALL_SUCCESS, mapped("each"));
        var run = tester().fail("each", 0, "broken").skip("each", 1).run();
        assertThat(run.state("join")).isEqualTo(UPSTREAM_FAILED);
        assertThat(run.state()).isEqualTo(RunState.FAILED);
    }

    @Test
    void aSkipDoesNotWaitForTheOtherInstances() {
        var slow = dag.task("each")
                .expand(Expandable.of(List.of(0, 1)))
                .retries(RetryPolicy.fixedDelay(1, Duration.ofHours(1)))
                .runs(Integer.class, (n, context) -> n);
        task("join", TriggerRule.ALL_SUCCESS, slow);
        assertThat(tester().skip("each", 0)
                        .failTimes(1, "each", 1, "broken")
                        .run()
                        .transcript())
                .containsSubsequence("each[0] skipped", "join skipped", "each[1] success");
    }

    @Test
    void aFailureThatIsRescuedLeavesTheRunASuccess() {
        var broken = task("broken", TriggerRule.ALL_SUCCESS);
        task("rescue", TriggerRule.ALL_FAILED, broken);
        assertThat(tester().fail("broken", "broken").run().state()).isEqualTo(RunState.SUCCESS);
    }

    @Test
    void aTeardownThatFailsIsNoReasonToFailTheRunAndACriticalOneIs() {
        var setup = dag.task("setup").setup().runs(Integer.class, context -> 1);
        var work = task("work", TriggerRule.ALL_SUCCESS, setup);
        dag.task("soft").after(work).teardownOf(setup).runs(Integer.class, context -> 1);
        dag.task("hard").after(work).criticalTeardownOf(setup).runs(Integer.class, context -> 1);
        var built = dag.build();
        assertThat(DagTester.of(built).fail("soft", "broken").run().state()).isEqualTo(RunState.SUCCESS);
        assertThat(DagTester.of(built).fail("hard", "broken").run().state()).isEqualTo(RunState.FAILED);
    }

    @Test
    void aTaskAfterATeardownRunsByTheTeardownAlone() {
        var setup = dag.task("setup").setup().runs(Integer.class, context -> 1);
        var work = task("work", TriggerRule.ALL_SUCCESS, setup);
        var down = dag.task("down").after(work).teardownOf(setup).runs(Integer.class, context -> 1);
        task("after", TriggerRule.ALL_SUCCESS, down);
        var run = tester().fail("work", "broken").run();
        assertThat(List.of(run.state("down"), run.state("after"))).containsOnly(SUCCESS);
    }

    /** A short circuit overrides every rule but that of teardowns. */
    @Test
    void aShortCircuitSkipsNoTeardownOfASetupThatRan() {
        var setup = dag.task("setup").setup().runs(Integer.class, context -> 1);
        var gate = dag.task("gate").after(setup).shortCircuits(context -> false);
        var work = task("work", TriggerRule.ALL_DONE, gate);
        dag.task("down").after(work).teardownOf(setup).runs(Integer.class, context -> 1);
        var run = tester().run();
        assertThat(run.state("work")).isEqualTo(SKIPPED);
        assertThat(run.state("down")).isEqualTo(SUCCESS);
    }

    @Test
    void underPokeTheExecutionTimeoutBoundsAllLooksOfATryAndIsRetried() {
        dag.task("file")
                .executionTimeout(Duration.ofMinutes(5))
                .retries(RetryPolicy.fixedDelay(1, Duration.ofMinutes(1)))
                .waitsFor(String.class, Sensing.poke(Duration.ofMinutes(2)), context -> Optional.empty());
        var run = tester().run();
        assertThat(run.state("file")).isEqualTo(FAILED);
        assertThat(run.tries("file")).isEqualTo(2);
        assertThat(run.reason("file")).isEqualTo("It took PT5M, but may take PT5M at most");
        assertThat(run.elapsed()).isEqualTo(Duration.ofMinutes(11));
    }

    @Test
    void underRescheduleTheExecutionTimeoutBoundsEachLookAlone() {
        var looks = new int[1];
        dag.task("file")
                .executionTimeout(Duration.ofMinutes(5))
                .waitsFor(
                        String.class,
                        Sensing.reschedule(Duration.ofMinutes(2)),
                        context -> ++looks[0] > 4 ? Optional.of("here") : Optional.empty());
        assertThat(tester().run().state("file")).isEqualTo(SUCCESS);
    }

    @Test
    void aSensorThatFailsSoftlyIsSkippedByItsExecutionTimeout() {
        dag.task("file")
                .executionTimeout(Duration.ofMinutes(5))
                .retries(RetryPolicy.fixedDelay(1, Duration.ofMinutes(1)))
                .waitsFor(
                        String.class, Sensing.poke(Duration.ofMinutes(2)).withSoftFail(), context -> Optional.empty());
        var run = tester().run();
        assertThat(run.state("file")).isEqualTo(SKIPPED);
        assertThat(run.tries("file")).isEqualTo(1);
    }

    @Test
    void anEmptyTaskIsSkippedAndFailsWithWhatIsBeforeIt() {
        var first = task("first", TriggerRule.ALL_SUCCESS);
        var strict = dag.task("strict").after(first).empty();
        var tolerant =
                dag.task("tolerant").after(first).when(TriggerRule.ALL_DONE).empty();
        task("last", TriggerRule.ALL_DONE, strict, tolerant);
        var built = dag.build();
        assertThat(DagTester.of(built).skip("first").run().state("strict")).isEqualTo(SKIPPED);
        var run = DagTester.of(built).fail("first", "broken").run();
        assertThat(run.state("strict")).isEqualTo(UPSTREAM_FAILED);
        assertThat(List.of(run.state("tolerant"), run.state("last"))).containsOnly(SUCCESS);
    }

    @Test
    void anEmptyTaskWithCallbacksTakesAWorkerSoThatTheyAreTold() {
        var told = new StringBuilder();
        dag.task("meet").onSuccess((context, reason) -> told.append("told")).empty();
        var run = tester().run();
        assertThat(run.transcript()).contains("meet running try 1");
        assertThat(told).hasToString("told");
    }
}
