package dev.dagrunr.dag;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallbackTest {
    private final List<String> told = new ArrayList<>();

    @Test
    void tellsWhatHappensInItsOrder() {
        var dag = Dag.named("told").onSuccess(run -> told.add("run " + run.state()));
        dag.task("only")
                .retries(RetryPolicy.fixedDelay(1, Duration.ofSeconds(1)))
                .onExecute((context, reason) ->
                        told.add("begins " + context.attempt().tryNumber()))
                .onRetry((context, reason) -> told.add("again: " + reason))
                .onSuccess((context, reason) -> told.add("ended"))
                .onFailure((context, reason) -> told.add("never"))
                .runs(String.class, context -> "");

        DagTester.of(dag.build()).failTimes(1, "only", "broken").run();

        assertThat(told).containsExactly("begins 1", "again: broken", "begins 2", "ended", "run SUCCESS");
    }

    @Test
    void tellsOfSkipsAndFailuresOfAttemptsOnly() {
        var dag = Dag.named("told").onFailure(run -> told.add("run " + run.state()));
        var skips = dag.task("skips")
                .onSkipped((context, reason) ->
                        told.add("skipped " + context.attempt().taskId()))
                .runs(String.class, context -> "");
        dag.task("skipped_too")
                .after(skips)
                .onSkipped((context, reason) -> told.add("never"))
                .runs(String.class, context -> "");
        var fails = dag.task("fails")
                .onFailure((context, reason) -> told.add("failed: " + reason))
                .runs(String.class, context -> "");
        dag.task("fails_too")
                .after(fails)
                .onFailure((context, reason) -> told.add("never"))
                .runs(String.class, context -> "");

        DagTester.of(dag.build()).skip("skips").fail("fails", "broken").run();

        assertThat(told).containsExactlyInAnyOrder("skipped skips", "failed: broken", "run FAILED");
    }

    @Test
    void aCallbackThatFailsChangesNothingAndStandsInTheLog() {
        var dag = Dag.named("crashing").onSuccess(run -> {
            throw new IllegalStateException("the run's");
        });
        dag.task("only")
                .onSuccess((context, reason) -> {
                    throw new IllegalStateException("after");
                })
                .onSuccess((context, reason) -> told.add("the second"))
                .runs(String.class, context -> "");

        var run = DagTester.of(dag.build()).run();

        assertThat(run.state()).isEqualTo(RunState.SUCCESS);
        assertThat(told).containsExactly("the second");
        assertThat(run.log())
                .containsExactly(
                        "only error: Callback on_success failed: java.lang.IllegalStateException: after",
                        "crashing error: Callback on_success failed: java.lang.IllegalStateException: the run's");
    }
}
