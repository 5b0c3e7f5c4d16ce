package dev.dagrunr.engine.internal.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignalTextTest {

    @Test
    void everySignalComesBackFromItsPayload() {
        assertThat(roundTrip(new Signal.WorkAvailable())).isEqualTo(new Signal.WorkAvailable());
        assertThat(roundTrip(new Signal.Cancel(Long.MAX_VALUE, 7))).isEqualTo(new Signal.Cancel(Long.MAX_VALUE, 7));
        assertThat(roundTrip(new Signal.RunFinished(42))).isEqualTo(new Signal.RunFinished(42));
    }

    private static Signal roundTrip(Signal signal) {
        var text = SignalText.parse(SignalText.of("node-1", signal).payload());
        assertThat(text.sender()).isEqualTo("node-1");
        return text.signal().orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "node", "node ", "node pause 3", "node cancel x y", "node cancel 1", "node work now"})
    void whatAnotherVersionSaysIsIgnored(String payload) {
        assertThat(SignalText.parse(payload).signal()).isEmpty();
    }

    @Test
    void missedIsNeverSent() {
        assertThatIllegalArgumentException().isThrownBy(() -> SignalText.of("node", new Signal.Missed()));
    }
}
