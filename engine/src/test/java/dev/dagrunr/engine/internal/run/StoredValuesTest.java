package dev.dagrunr.engine.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dagrunr.dag.internal.decision.Span;
import dev.dagrunr.dag.internal.model.ValueType;
import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.internal.store.XComStore.MappedValue;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every third instance returned nothing, and the others ten times their map index. */
class StoredValuesTest {
    private static final int WIDTH = 9_000;
    private final int[] indexes =
            IntStream.range(0, WIDTH).filter(index -> index % 3 != 2).toArray();
    private final List<Span> read = new ArrayList<>();
    private int gone = -1;

    private StoredValues values() {
        return new StoredValues("each", ValueType.of(Integer.class), indexes, (taskId, span) -> {
            read.add(span);
            return IntStream.of(indexes)
                    .filter(index -> span.holds(index) && index != gone)
                    .mapToObj(index -> new MappedValue(index, Integer.toString(index * 10)))
                    .toList();
        });
    }

    @Test
    void knowsItsLengthBeforeAnythingIsRead() {
        assertThat(values()).hasSize(6_000);
        assertThat(read).isEmpty();
    }

    @Test
    void comesInTheOrderOfTheMapIndexesAPageAtATime() {
        var all = new ArrayList<>(values().stream().toList());
        assertThat(all)
                .isEqualTo(IntStream.of(indexes).mapToObj(index -> index * 10).toList());
        assertThat(read).hasSize(6);
        assertThat(read.get(0)).isEqualTo(new Span(0, 1_498));
        assertThat(read.get(5)).isEqualTo(new Span(7_500, 8_998));
    }

    @Test
    void oneElementIsReadWithItsPageOnly() {
        var values = values();
        assertThat(values.get(5_999)).isEqualTo(89_980);
        assertThat(values.get(5_000)).isEqualTo(75_000);
        assertThat(read).hasSize(1);
        assertThatThrownBy(() -> values.get(6_000)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> values.add(1)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void valuesThatAreClearedMeanwhileAreMissed() {
        gone = 3;
        assertThatThrownBy(() -> values().get(0))
                .isInstanceOf(DagRunrException.class)
                .hasMessageContaining("Instances of task 'each' were cleared while their values were read");
    }
}
