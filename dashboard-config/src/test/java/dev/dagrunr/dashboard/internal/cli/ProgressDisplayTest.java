package dev.dagrunr.dashboard.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.dag.Run;
import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.RunType;
import dev.dagrunr.dag.TaskState;
import dev.dagrunr.engine.RunInfo;
import dev.dagrunr.engine.TaskInstanceInfo;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProgressDisplayTest {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

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
        assertThat(ProgressDisplay.runningTask(votes(0, 0), START.plusSeconds(4)))
                .isEqualTo("transfer_table [votes]  25 %, 50.0 MB, 250 rows/s, 12.5 MB/s, about 12.0 s left");
    }

    @Test
    void saysOfATableThatGoesOnHowFastThisAttemptIs() {
        assertThat(ProgressDisplay.runningTask(votes(900, 45_000_000), START.plusSeconds(4)))
                .isEqualTo("transfer_table [votes]  25 %, 50.0 MB, 25 rows/s, 1.3 MB/s, about 120.0 s left");
    }

    @Test
    void whatATableFindsDoneIsNoGrowthOfTheRun() {
        var run = new RunInfo(
                1,
                Run.of("migration", "nightly", RunType.MANUAL),
                RunState.RUNNING,
                "{}",
                "",
                START,
                Optional.of(START),
                Optional.empty());
        var snapshot = new RunSnapshot(run, List.of(votes(900, 45_000_000), votes(0, 0)), List.of(), 0, START);

        assertThat(snapshot.rowsDone()).isEqualTo(2_000);
        assertThat(snapshot.rowsMoved()).isEqualTo(1_100);
        assertThat(snapshot.bytesMoved()).isEqualTo(55_000_000);
    }

    private static TaskInstanceInfo votes(long resumedRows, long resumedBytes) {
        return new TaskInstanceInfo(
                1,
                "transfer_table",
                0,
                "votes",
                TaskState.RUNNING,
                1,
                1,
                Optional.of("node"),
                Optional.of(START),
                Optional.empty(),
                1_000,
                4_000,
                50_000_000,
                resumedRows,
                resumedBytes,
                "");
    }
}
