package dev.dagrunr.migration.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class RowOrderTest {
    private static final KeyColumn NUMBER = new KeyColumn("\"n\"", "bigint", "pg_catalog");
    private static final KeyColumn TEXT = new KeyColumn("\"t\"", "text", "pg_catalog");
    private static final KeyColumn CITEXT = new KeyColumn("\"c\"", "public.citext", "public");

    @Test
    void hasNoConditionWithoutBounds() {
        assertThat(RowOrder.byKey(List.of(NUMBER)).where(List.of(), List.of())).isEmpty();
    }

    @Test
    void excludesTheLowerBoundAndIncludesTheUpper() {
        assertThat(RowOrder.byKey(List.of(NUMBER)).where(List.of("1"), List.of("9")))
                .isEqualTo(" where \"n\" > '1'::bigint and \"n\" <= '9'::bigint");
    }

    @Test
    void comparesCompositeKeysAsRows() {
        assertThat(RowOrder.byKey(List.of(NUMBER, TEXT)).where(List.of("1", "it's \\"), List.of()))
                .isEqualTo(" where (\"n\", \"t\") > ('1'::bigint,  E'it''s \\\\'::text)");
    }

    @Test
    void usesTheOperatorsOfAnExtension() {
        assertThat(RowOrder.byKey(List.of(CITEXT)).where(List.of("a"), List.of()))
                .isEqualTo(" where \"c\" operator(\"public\".>) 'a'::public.citext");
        assertThat(RowOrder.byKey(List.of(CITEXT, NUMBER)).where(List.of(), List.of("a", "1")))
                .isEqualTo(" where \"c\" operator(\"public\".<=) 'a'::public.citext and not"
                        + " (\"c\" operator(\"public\".>) 'a'::public.citext or"
                        + " (\"c\" operator(\"public\".=) 'a'::public.citext and (\"n\" > '1'::bigint)))");
    }

    @Test
    void readsRangesOfPlaces() {
        assertThat(RowOrder.PHYSICAL.where(List.of("(8,0)"), List.of("(16,0)")))
                .isEqualTo(" where ctid > '(8,0)'::tid and ctid <= '(16,0)'::tid");
    }

    @Test
    void refusesABoundOfAnotherKey() {
        assertThatThrownBy(() -> RowOrder.byKey(List.of(NUMBER, TEXT)).where(List.of("1"), List.of()))
                .hasMessageContaining("key of 2 columns");
    }
}
