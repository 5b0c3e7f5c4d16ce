package dev.dagrunr.dag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dagrunr.dag.MigrationShapedDag.Conf;
import dev.dagrunr.dag.MigrationShapedDag.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DagTesterTest {
    private final Dag<Conf> migration = MigrationShapedDag.migration();

    record Text(String text) {}

    @Test
    void runsTheExampleOfTheDocumentation() {
        var dag = Dag.named("word_count", Text.class);
        var words = dag.task("split")
                .runsList(
                        String.class, context -> List.of(context.params().text().split(" ")));
        var lengths = dag.task("measure").expand(words).runs(Integer.class, (word, context) -> word.length());
        var sum = dag.task("sum")
                .reads(lengths)
                .runs(
                        Integer.class,
                        (all, context) -> all.stream().mapToInt(n -> n).sum());

        var run = DagTester.of(dag.build()).run(new Text("three small words"));

        assertThat(run.state()).isEqualTo(RunState.SUCCESS);
        assertThat(run.value(words)).containsExactly("three", "small", "words");
        assertThat(run.value(lengths)).containsExactly(5, 5, 5);
        assertThat(run.value(sum)).isEqualTo(15);
    }

    @Test
    void writesDownEveryTransition() {
        var run = DagTester.of(migration).run();

        assertThat(run.transcript()).isEqualTo("""
                        extract_source_schema running try 1
                        extract_source_schema success
                        create_target_schema running try 1
                        create_target_schema success
                        prepare_tables running try 1
                        prepare_tables success
                        transfer_table expanded to 3
                        transfer_table[0] running try 1
                        transfer_table[0] success
                        transfer_table[1] running try 1
                        transfer_table[1] success
                        transfer_table[2] running try 1
                        transfer_table[2] success
                        collect_all_results running try 1
                        collect_all_results success
                        trigger_validation running try 1
                        trigger_validation up_for_reschedule until validate ends
                          compare_rows running try 1
                          compare_rows success
                          validate success
                        trigger_validation success
                        generate_migration_summary running try 1
                        generate_migration_summary success
                        migrate success
                        """);
        assertThat(run.value("generate_migration_summary")).isEqualTo("15 rows, SUCCESS");
    }

    @Test
    void failsOneMappedInstanceAndLetsTheJoinSeeIt() {
        var run = DagTester.of(migration).fail("transfer_table", 1, "disk full").run();

        assertThat(run.states("transfer_table"))
                .containsExactly(TaskState.SUCCESS, TaskState.FAILED, TaskState.SUCCESS);
        assertThat(run.reason("transfer_table", 1)).isEqualTo("disk full");
        assertThat(run.value("collect_all_results")).isEqualTo(new Report(10, List.of("posts")));
        assertThat(run.transcript()).contains("transfer_table[1] failed: disk full\n");
        assertThat(run.state()).isEqualTo(RunState.SUCCESS);
    }

    @Test
    void collectsTheLogOfEachTask() {
        var run = DagTester.of(migration).fail("transfer_table", 1, "disk full").run();

        assertThat(run.log("transfer_table"))
                .containsExactly("transfer_table[0] info: 5 rows", "transfer_table[2] info: 5 rows");
        assertThat(run.log()).isEqualTo(run.log("transfer_table"));
    }

    @Test
    void stepsOverRetryDelays() {
        var dag = Dag.named("retrying").retries(RetryPolicy.fixedDelay(2, Duration.ofMinutes(5)));
        dag.task("fragile")
                .runs(String.class, context -> "try " + context.attempt().tryNumber());

        var run = DagTester.of(dag.build()).failTimes(2, "fragile", "no answer").run();

        assertThat(run.transcript()).isEqualTo("""
                        fragile running try 1
                        fragile up_for_retry in PT5M: no answer
                        fragile running try 2
                        fragile up_for_retry in PT5M: no answer
                        fragile running try 3
                        fragile success
                        retrying success
                        """);
        assertThat(run.elapsed()).isEqualTo(Duration.ofMinutes(10));
        assertThat(run.value("fragile")).isEqualTo("try 3");
        assertThat(run.tries("fragile")).isEqualTo(3);
    }

    @Test
    void runsOtherTasksWhileOneWaitsForItsRetry() {
        var dag = Dag.named("retrying").retries(RetryPolicy.fixedDelay(1, Duration.ofMinutes(5)));
        dag.task("fragile").priorityWeight(9).runs(String.class, context -> "");
        dag.task("other").runs(String.class, context -> "");

        assertThat(DagTester.of(dag.build())
                        .failTimes(1, "fragile", "no answer")
                        .run()
                        .transcript())
                .startsWith("""
                        fragile running try 1
                        fragile up_for_retry in PT5M: no answer
                        other running try 1
                        other success
                        fragile running try 2
                        """);
    }

    @Test
    void failsForGoodWhenNoRetriesAreLeftOrNoneCanHelp() {
        var dag = Dag.named("failing").retries(RetryPolicy.fixedDelay(1, Duration.ZERO));
        dag.task("hopeless").runs(String.class, context -> {
            throw new TaskFailedException("no such schema");
        });
        dag.task("broken").runs(String.class, context -> {
            throw new IllegalStateException();
        });

        var run = DagTester.of(dag.build()).run();

        assertThat(run.tries("hopeless")).isEqualTo(1);
        assertThat(run.reason("hopeless")).isEqualTo("no such schema");
        assertThat(run.tries("broken")).isEqualTo(2);
        assertThat(run.reason("broken")).isEqualTo("IllegalStateException");
        assertThat(run.state()).isEqualTo(RunState.FAILED);
    }

    @Test
    void putsAValueInPlaceOfABody() {
        var run = DagTester.of(migration)
                .returning("extract_source_schema", List.of("tags"))
                .returning("transfer_table", 0, 7L)
                .run();

        assertThat(run.value("collect_all_results")).isEqualTo(new Report(7, List.of()));
    }

    @Test
    void takesTheMostExactOfSeveralForcedEndings() {
        var run = DagTester.of(migration)
                .failTimes(1, "transfer_table", 2, "once only, but no retries")
                .returning("transfer_table", 1, 100L)
                .skip("transfer_table", 0)
                .returning("transfer_table", 1000L)
                .run();

        assertThat(run.states("transfer_table"))
                .containsExactly(TaskState.SKIPPED, TaskState.SUCCESS, TaskState.FAILED);
        assertThat(run.value("transfer_table")).isEqualTo(List.of(100L));
    }

    @Test
    void skipsATaskAndWhatFollows() {
        var run = DagTester.of(migration).skip("prepare_tables").run();

        assertThat(run.state("prepare_tables")).isEqualTo(TaskState.SKIPPED);
        assertThat(run.state("transfer_table")).isEqualTo(TaskState.SKIPPED);
        assertThat(run.state("collect_all_results")).isEqualTo(TaskState.SUCCESS);
    }

    @Test
    void failsTheTaskWhoseSubRunFailed() {
        var validation = DagTester.of(MigrationShapedDag.validation()).fail("compare_rows", "3 rows missing");

        var run = DagTester.of(migration).with(validation).run();

        assertThat(run.state("trigger_validation")).isEqualTo(TaskState.FAILED);
        assertThat(run.reason("trigger_validation"))
                .isEqualTo("Run 'test__2026-01-01T00:00:00Z__trigger_validation__1' of DAG 'validate' failed");
        assertThat(run.subRuns())
                .singleElement()
                .satisfies(child -> assertThat(child.reason("compare_rows")).isEqualTo("3 rows missing"));
        assertThat(run.state("generate_migration_summary")).isEqualTo(TaskState.UPSTREAM_FAILED);
        assertThat(run.state()).isEqualTo(RunState.FAILED);
    }

    @Test
    void failsAnAttemptThatSteppedTheClockBeyondItsTimeout() {
        var clock = new SteppedClock();
        var dag = Dag.named("slow");
        dag.task("slow").executionTimeout(Duration.ofMinutes(1)).runs(String.class, context -> {
            clock.advance(Duration.ofMinutes(2));
            return "";
        });

        var run = DagTester.of(dag.build()).clock(clock).run();

        assertThat(run.reason("slow")).isEqualTo("It took PT2M, but may take PT1M at most");
        assertThat(run.value("slow")).isNull();
    }

    @Test
    void startsEachRunAfresh() {
        var tester = DagTester.of(migration).fail("transfer_table", 1, "disk full");

        assertThat(tester.run().transcript()).isEqualTo(tester.run().transcript());
    }

    @Test
    void tellsABodyWhichAttemptItIs() {
        var seen = new ArrayList<String>();
        var dag = Dag.named("attempts");
        dag.task("each")
                .expand(Expandable.of(List.of("a", "b")))
                .labels(text -> "item " + text)
                .runs(Void.class, (text, context) -> {
                    seen.add(context.attempt().taskName());
                    return null;
                });

        DagTester.of(dag.build()).run();

        assertThat(seen).containsExactly("each [item a]", "each [item b]");
    }

    @Test
    void letsFailedAssertionsOfABodyThrough() {
        var dag = Dag.named("asserting");
        dag.task("asserts").runs(Void.class, context -> {
            throw new AssertionError("not as expected");
        });
        var tester = DagTester.of(dag.build());

        assertThatThrownBy(tester::run).isInstanceOf(AssertionError.class).hasMessage("not as expected");
    }

    @Test
    void refusesWhatTheDagDoesNotHave() {
        var tester = DagTester.of(migration);

        assertThatThrownBy(() -> tester.fail("transfer", "no")).hasMessage("No task has the id 'transfer'");
        assertThatThrownBy(() -> tester.skip("collect_all_results", 0))
                .hasMessage("Task 'collect_all_results' has no map index 0: it is not expanded");
        assertThatThrownBy(() -> tester.returning("transfer_table", "7"))
                .hasMessage("Task 'transfer_table' cannot return 7; it returns Long");
        assertThatThrownBy(() -> tester.returning("extract_source_schema", List.of(1)))
                .hasMessage("Task 'extract_source_schema' cannot return [1]; it returns a list of String");
        assertThatThrownBy(() -> tester.run().state("transfer_table"))
                .hasMessage("Task 'transfer_table' has 3 instances; name the map index too");
        assertThatThrownBy(() -> DagTester.of(MigrationShapedDag.validation()).run())
                .hasMessage("DAG 'validate' has no default parameters; give some to run(..)");
    }
}
