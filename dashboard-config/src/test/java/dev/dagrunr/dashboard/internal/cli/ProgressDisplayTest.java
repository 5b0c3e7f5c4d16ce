package dev.dagrunr.dashboard.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.dag.TaskState;
import dev.dagrunr.engine.TaskInstanceInfo;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProgressDisplayTest {
    @Test
    void saysHowLongTheRestOfTheRowsTakes() {
        assertThat(ProgressDisplay.left(1_000, 100)).isEqualTo(", about 11.0 s left");
    }

    @Test
    void saysNothingOfTimeWhenNoRowsAreLeft() {
        assertThat(ProgressDisplay.left(0, 100)).isEmpty();
    }

    @Test
    void saysOfATableHowMuchHasMovedHowFastAndHowLongTheRestTakes() {
        var start = Instant.parse("2026-01-02T03:04:05Z");
        var task = new TaskInstanceInfo(
                1,
                "transfer_table",
                0,
                "votes",
                TaskState.RUNNING,
                1,
                1,
                Optional.of("node"),
                Optional.of(start),
                Optional.empty(),
                1_000,
                4_000,
                50_000_000,
                "");

        assertThat(ProgressDisplay.runningTask(task, start.plusSeconds(4)))
                .isEqualTo("transfer_table [votes]  25 %, 50.0 MB, 250 rows/s, 12.5 MB/s, about 12.0 s left");
    }
}
