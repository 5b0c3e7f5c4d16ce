package dev.dagrunr.dashboard.internal.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.dag.TaskState;
import dev.dagrunr.engine.view.InstanceView;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TableProgressTest {
    @Test
    void aTablesPartitionsAreOneTable() {
        var tables = TableProgress.of(
                Map.of("votes", 100L, "users", 9L),
                Map.of(),
                List.of(instance("votes 1/2", TaskState.SUCCESS, 50), instance("votes 2/2", TaskState.RUNNING, 10)));

        assertThat(tables.get("votes").done()).isEqualTo(60);
        assertThat(tables.get("votes").bytes()).isEqualTo(600);
        assertThat(tables.get("votes").count()).isEqualTo(2);
        assertThat(tables.get("votes").complete()).isFalse();
        assertThat(tables.get("users").count()).isZero();
        assertThat(tables.get("users").expected()).isEqualTo(9);
    }

    @Test
    void theRowsOfAnInstanceAreSharedOutAmongItsTablesInTheirOrder() {
        var tables = TableProgress.of(
                Map.of("a", 10L, "b", 20L, "c", 30L),
                Map.of("a … c (3 tables)", List.of("a", "b", "c")),
                List.of(instance("a … c (3 tables)", TaskState.RUNNING, 25)));

        assertThat(tables.values()).extracting(TableProgress::done).containsExactlyInAnyOrder(10L, 15L, 0L);
        assertThat(tables.values()).extracting(TableProgress::bytes).containsExactlyInAnyOrder(100L, 150L, 0L);
        assertThat(tables.get("a").done()).isEqualTo(10);
        assertThat(tables.get("b").done()).isEqualTo(15);
        assertThat(tables.get("c").expected()).isEqualTo(30);
    }

    private static InstanceView instance(String label, TaskState state, long done) {
        return new InstanceView(
                1,
                1,
                "transfer_table",
                0,
                label,
                state,
                1,
                1,
                1,
                1,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                done,
                done,
                10 * done,
                "");
    }
}
