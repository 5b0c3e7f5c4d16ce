package dev.dagrunr.migration.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartitionPolicyTest {
    @ParameterizedTest
    @CsvSource({
        "999999, 1",
        "1000000, 2",
        "1999999, 2",
        "2000000, 4",
        "4999999, 4",
        "5000000, 6",
        "9999999, 6",
        "10000000, 8",
        "900000000, 8"
    })
    void growsWithTheTable(long rows, int partitions) {
        assertThat(new PartitionPolicy(1_000_000, 256L << 20, 8).partitionsFor(rows, 0))
                .isEqualTo(partitions);
    }

    @Test
    void isCapped() {
        assertThat(new PartitionPolicy(1, 256L << 20, 3).partitionsFor(50_000_000, 0))
                .isEqualTo(3);
        assertThat(new PartitionPolicy(1, 256L << 20, 1).partitionsFor(50_000_000, 0))
                .isEqualTo(1);
        assertThat(new PartitionPolicy(100, 256L << 20, 8).partitionsFor(100, 0))
                .isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"255, 1", "256, 2", "700, 5", "100000, 8"})
    void dividesFewLargeRowsByTheirBytes(long megabytes, int partitions) {
        assertThat(new PartitionPolicy(1_000_000, 256L << 20, 8).partitionsFor(1_000, megabytes << 20))
                .isEqualTo(partitions);
    }

    @Test
    void refusesNonsense() {
        assertThatThrownBy(() -> new PartitionPolicy(0, 256L << 20, 1))
                .hasMessageContaining("partition_threshold is 0");
        assertThatThrownBy(() -> new PartitionPolicy(1, 256L << 20, 0)).hasMessageContaining("max_partitions is 0");
    }
}
