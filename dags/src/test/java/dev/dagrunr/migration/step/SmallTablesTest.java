package dev.dagrunr.migration.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SmallTablesTest {
    private static List<List<Long>> grouped(LongStream bytes) {
        return SmallTables.grouped(bytes.boxed().toList(), size -> size);
    }

    @Test
    void leavesEachTableAloneWhileThereAreFew() {
        assertThat(grouped(LongStream.range(0, 32))).hasSize(32).allMatch(group -> group.size() == 1);
    }

    @Test
    void putsManySmallTablesTogetherInTheirOrder() {
        var groups = grouped(LongStream.range(0, 500));

        assertThat(groups).hasSize(12).allMatch(group -> group.size() <= 42);
        assertThat(groups.stream().flatMap(List::stream))
                .containsExactlyElementsOf(LongStream.range(0, 500).boxed().toList());
    }

    @Test
    void bindsNoTableToALargeOne() {
        var groups = grouped(LongStream.concat(LongStream.of(1 << 20, Long.MAX_VALUE), LongStream.range(0, 100)));

        assertThat(groups.get(0)).containsExactly(1L << 20);
        assertThat(groups.get(1)).containsExactly(Long.MAX_VALUE);
    }

    @Test
    void movesNoMoreThanSomeMegabytesInOneTask() {
        var groups = grouped(LongStream.generate(() -> 900_000).limit(1_000));

        assertThat(groups).allMatch(group -> group.size() <= 9);
    }

    @Test
    void namesTheFirstAndTheLastTableOfMany() {
        assertThat(SmallTables.label(List.of("users"))).isEqualTo("users");
        assertThat(SmallTables.label(
                        IntStream.rangeClosed(1, 16).mapToObj(i -> "t" + i).toList()))
                .isEqualTo("t1 … t16 (16 tables)");
    }
}
