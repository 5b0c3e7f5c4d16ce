package dev.dagrunr.dashboard.internal.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.dag.TaskState;
import dev.dagrunr.engine.TaskInstanceInfo;
import dev.dagrunr.engine.view.InstanceView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

    @Test
    void saysWhatMovedInASecondAndHowLongTheRestTakes() {
        var pace = Pace.of(1_000, 50_000_000, Optional.of(START), Optional.empty(), START.plusSeconds(4));

        assertThat(pace.rowsPerSecond()).isEqualTo(250);
        assertThat(pace.bytesPerSecond()).isEqualTo(12_500_000);
        assertThat(pace.left(3_000)).contains(Duration.ofSeconds(12));
    }

    @Test
    void whatEarlierAttemptsMovedIsNotOfThisAttemptsPace() {
        var now = START.plusSeconds(10);
        var task = new TaskInstanceInfo(
                1,
                "transfer_table",
                0,
                "votes",
                TaskState.RUNNING,
                2,
                2,
                Optional.of("node"),
                Optional.of(START),
                Optional.empty(),
                950,
                1_000,
                95_000,
                900,
                90_000,
                "");
        var instance = new InstanceView(
                1,
                1,
                "transfer_table",
                0,
                "votes",
                TaskState.RUNNING,
                2,
                2,
                2,
                1,
                Optional.of("node"),
                Optional.empty(),
                Optional.empty(),
                Optional.of(START),
                Optional.empty(),
                950,
                1_000,
                95_000,
                900,
                90_000,
                "");

        assertThat(List.of(Pace.of(task, now), Pace.of(instance, now)))
                .containsOnly(new Pace(50, 5_000, Duration.ofSeconds(10)));
        assertThat(Pace.of(task, now).left(50)).contains(Duration.ofSeconds(10));
    }

    @Test
    void severalMoveTogetherAsFastAsTheirPacesSum() {
        var together = Pace.together(List.of(
                new Pace(100, 1_000, Duration.ofSeconds(10)),
                new Pace(40, 4_000, Duration.ofSeconds(2)),
                new Pace(0, 0, Duration.ZERO)));

        assertThat(together.rowsPerSecond()).isEqualTo(30);
        assertThat(together.bytesPerSecond()).isEqualTo(2_100);
        assertThat(together.left(60)).contains(Duration.ofSeconds(2));
    }

    @Test
    void saysNothingOfTheRestWhenThereIsNoneOrNothingHasMoved() {
        assertThat(new Pace(10, 10, Duration.ofSeconds(1)).left(0)).isEmpty();
        assertThat(new Pace(0, 0, Duration.ofSeconds(1)).left(10)).isEmpty();
        assertThat(Pace.of(0, 0, Optional.empty(), Optional.empty(), START).left(10))
                .isEmpty();
    }

    @Test
    void namesBytesInUnitsThatFit() {
        assertThat(Pace.text(999)).isEqualTo("999 B");
        assertThat(Pace.text(12_345)).isEqualTo("12 kB");
        assertThat(Pace.text(12_345_678)).isEqualTo("12.3 MB");
        assertThat(Pace.text(1_550_000_000)).isEqualTo("1.55 GB");
    }
}
