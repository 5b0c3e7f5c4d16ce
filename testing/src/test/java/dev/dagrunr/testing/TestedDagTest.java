package dev.dagrunr.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.TaskState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;

class TestedDagTest {
    @RegisterExtension
    final TestedDag<Greetings.Names> greetings = TestedDag.of(Greetings::dag);

    @Test
    void runsWithWhatIsForced() {
        var run = greetings.run(new Greetings.Names("Ada Alan"), tester -> tester.fail("greet", 1, "no voice"));

        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(run.state("greet", 1)).isEqualTo(TaskState.FAILED);
        assertThat(run.state("join")).isEqualTo(TaskState.UPSTREAM_FAILED);
    }

    @Test
    void aTestThatFailsShowsWhatItsRunsDid() {
        var results = EngineTestKit.engine("junit-jupiter")
                .selectors(selectMethod(Failing.class, "fails"))
                .execute();

        var failure = results.testEvents().failed().stream()
                .findFirst()
                .orElseThrow()
                .getRequiredPayload(TestExecutionResult.class)
                .getThrowable()
                .orElseThrow();
        assertThat(failure).hasMessage("as it should");
        assertThat(failure.getSuppressed()).singleElement().asString().contains("join running try 1");
    }

    /** Not named as a test, so that only the test above runs it. */
    static class Failing {
        @RegisterExtension
        final TestedDag<Greetings.Names> greetings = TestedDag.of(Greetings::dag);

        @Test
        void fails() {
            greetings.run(new Greetings.Names("Ada"));
            throw new AssertionError("as it should");
        }
    }
}
