package dev.dagrunr.dashboard.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

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
}
