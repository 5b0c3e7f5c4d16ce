package dev.dagrunr.dashboard.internal.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

    @Test
    void saysWhatMovedInASecondAndHowLongTheRestTakes() {
        var pace = Pace.of(1_000, 50_000_000, Optional.of(START), Optional.empty(), START.plusSeconds(4));

        assertThat(pace.rowsPerSecond()).isEqualTo(250);
        assertThat(pace.bytesPerSecond()).isEqualTo(12_500_000);
        assertThat(pace.left(4_000)).contains(Duration.ofSeconds(12));
    }

    @Test
    void saysNothingOfTheRestWhenThereIsNoneOrNothingHasMoved() {
        assertThat(new Pace(10, 10, Duration.ofSeconds(1)).left(10)).isEmpty();
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
