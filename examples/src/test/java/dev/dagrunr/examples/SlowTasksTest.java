package dev.dagrunr.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.dag.Attempt;
import dev.dagrunr.dag.TaskState;
import dev.dagrunr.engine.EngineObserver.AttemptEnd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SlowTasksTest {
    @Test
    void namesWhatTookLonger() {
        var warned = new ArrayList<String>();
        var slow = new SlowTasks(Duration.ofSeconds(10), warned::add);
        var attempt = new Attempt("word_count", "manual__1", "measure", 2, "be", 1, 1);

        slow.attemptEnded(new AttemptEnd(attempt, TaskState.SUCCESS, Duration.ofSeconds(10), Optional.empty()));
        slow.attemptEnded(new AttemptEnd(attempt, TaskState.FAILED, Duration.ofSeconds(11), Optional.empty()));

        assertThat(warned).containsExactly(attempt.taskName() + " of word_count took PT11S");
    }
}
