package dev.dagrunr.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.dag.DagTester;
import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.TaskState;
import dev.dagrunr.examples.WordCount.Text;
import dev.dagrunr.testing.TestedDag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WordCountTest {
    @RegisterExtension
    final TestedDag<Text> wordCount = TestedDag.of(WordCount::dag);

    @Test
    void aWordThatCannotBeMeasuredFailsTheSum() {
        var run = wordCount.run(new Text("to be"), tester -> tester.fail("measure", 1, "no ruler"));
        assertThat(run.state("sum")).isEqualTo(TaskState.UPSTREAM_FAILED);
    }

    @Test
    void addsUpTheLengthsOfTheWordsWithoutADatabase() {
        var run = DagTester.of(WordCount.dag()).run(new Text("to be or not to be"));

        assertThat(run.state()).isEqualTo(RunState.SUCCESS);
        assertThat(run.value("sum")).isEqualTo(13);
    }

    @Test
    void failsTheSumWhenAWordFails() {
        var run = DagTester.of(WordCount.dag()).fail("measure", 2, "no ruler").run(new Text("to be or not to be"));

        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(run.reason("measure", 2)).isEqualTo("no ruler");
    }
}
