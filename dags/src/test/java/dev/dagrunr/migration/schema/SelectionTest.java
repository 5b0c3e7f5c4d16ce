package dev.dagrunr.migration.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectionTest {
    @ParameterizedTest
    @CsvSource(textBlock = """
            votes, votes, true
            votes, Votes, false
            vote, votes, false
            v*, votes, true
            *s, votes, true
            v?tes, votes, true
            v?tes, vtes, false
            app.votes, votes, true
            a??.*, votes, true
            other.*, votes, false
            v.tes, votes, false
            *_[a], x_[a], true
            *, ünï cödé, true
            ün? cödé, ünï cödé, true
            """)
    void matchesGlobs(String glob, String table, boolean expected) {
        assertThat(TableGlob.of(glob).matches(new ObjectName("app", table))).isEqualTo(expected);
    }

    @Test
    void countsACharacterOutsideTheBasicPlaneAsOne() {
        assertThat(TableGlob.of("a?b").matches(new ObjectName("app", "a\uD83D\uDE00b")))
                .isTrue();
    }

    @Test
    void takesAllTablesUnlessSomeAreIncluded() {
        assertThat(Selection.ofSchemas("app").selects(new ObjectName("app", "votes")))
                .isTrue();
        var some = new Selection(List.of("app"), List.of("p*", "users"), List.of());
        assertThat(some.selects(new ObjectName("app", "votes"))).isFalse();
        assertThat(some.selects(new ObjectName("app", "users"))).isTrue();
    }

    @Test
    void letsExclusionWin() {
        var selection = new Selection(List.of("app"), List.of("p*"), List.of("*_backup"));
        assertThat(selection.selects(new ObjectName("app", "posts"))).isTrue();
        assertThat(selection.selects(new ObjectName("app", "posts_backup"))).isFalse();
    }

    @Test
    void refusesToSelectNoSchema() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Selection.ofSchemas())
                .withMessageContaining("name at least one");
    }

    @Test
    void namesTheNearestSchemasFirst() {
        assertThat(SelectedSchemas.missing("Sales", List.of("app", "inventory", "sales")))
                .isEqualTo("Schema 'Sales' does not exist in this database; it has 'sales', 'app', 'inventory'.");
    }
}
