package dev.dagrunr.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class PoolSizeTest {
    @Test
    void asManyWorkersAsThePoolHasConnectionsForAndSixteenAtMost() {
        assertThat(PoolSize.workers(null, OptionalInt.of(10))).isEqualTo(2);
        assertThat(PoolSize.workers(null, OptionalInt.of(100))).isEqualTo(16);
        assertThat(PoolSize.workers(null, OptionalInt.empty())).isEqualTo(16);
        assertThat(PoolSize.workers(4, OptionalInt.of(12))).isEqualTo(4);
    }

    @Test
    void aPoolThatIsTooSmallIsRefusedWithWhatToSet() {
        assertThatThrownBy(() -> PoolSize.workers(20, OptionalInt.of(10)))
                .hasMessage("The pool of 10 connections is too small for 20 workers of DagRunr, which need 28; set"
                        + " spring.datasource.hikari.maximum-pool-size to at least 28, and to more for what the"
                        + " application itself needs, or dagrunr.parallelism to less.");
        assertThatThrownBy(() -> PoolSize.workers(null, OptionalInt.of(5))).hasMessageContaining("to at least 9");
    }
}
