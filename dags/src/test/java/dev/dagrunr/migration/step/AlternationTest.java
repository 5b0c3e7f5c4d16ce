package dev.dagrunr.migration.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AlternationTest {
    @Test
    void twoTablesTakeTurnsAndTheNextFollowsTheOneThatEnds() {
        var tables = List.of(
                List.of("votes 1", "votes 2", "votes 3", "votes 4"), List.of("posts 1"), List.of("users 1", "users 2"));

        assertThat(Alternation.of(tables))
                .containsExactly("votes 1", "posts 1", "votes 2", "users 1", "votes 3", "users 2", "votes 4");
    }

    @Test
    void oneTableAloneKeepsItsOrder() {
        assertThat(Alternation.of(List.of(List.of(1, 2, 3)))).containsExactly(1, 2, 3);
    }

    @Test
    void noTableHasNoOrder() {
        assertThat(Alternation.of(List.<List<String>>of())).isEmpty();
    }
}
