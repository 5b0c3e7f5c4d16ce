package dev.dagrunr.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.dag.DagTester;
import dev.dagrunr.dag.RunState;
import org.junit.jupiter.api.Test;

class WordCountTest {
    @Test
    void addsUpTheLengthsOfTheWordsWithoutADatabase() {
        var run = DagTester.of(WordCount.dag()).run(new WordCount.Text("to be or not to be"));

        assertThat(run.state()).isEqualTo(RunState.SUCCESS);
        assertThat(run.value("sum")).isEqualTo(13);
    }

    @Test
    void failsTheSumWhenAWordFails() {
        var run = DagTester.of(WordCount.dag())
                .fail("measure", 2, "no ruler")
                .run(new WordCount.Text("to be or not to be"));

        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(run.reason("measure", 2)).isEqualTo("no ruler");
    }
}
