package dev.dagrunr.dashboard.internal.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.dag.TaskState;
import dev.dagrunr.engine.view.InstanceView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TableProgressTest {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

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

    @Test
    void aTableThatGoesOnHasThePaceOfThisAttempt() {
        var votes = TableProgress.of(
                        Map.of("votes", 1_000L),
                        Map.of(),
                        List.of(instance("votes", TaskState.RUNNING, 950, 900, START)))
                .get("votes");

        assertThat(votes.done()).isEqualTo(950);
        assertThat(votes.pace(START.plusSeconds(10)).rowsPerSecond()).isEqualTo(5);
        assertThat(votes.pace(START.plusSeconds(10)).bytesPerSecond()).isEqualTo(50);
        assertThat(votes.left(START.plusSeconds(10))).contains(Duration.ofSeconds(10));
    }

    @Test
    void partitionsThatBeganBeforeOneThatGoesOnDoNotSlowItDown() {
        var votes = TableProgress.of(
                        Map.of("votes", 3_000L),
                        Map.of(),
                        List.of(
                                instance("votes 1/3", TaskState.SUCCESS, 1_000, 0, START),
                                instance("votes 2/3", TaskState.RUNNING, 600, 0, START),
                                instance("votes 3/3", TaskState.RUNNING, 950, 900, START.plusSeconds(590))))
                .get("votes");

        assertThat(votes.pace(START.plusSeconds(600)).rowsPerSecond()).isEqualTo(6);
        assertThat(votes.left(START.plusSeconds(600))).contains(Duration.ofSeconds(75));
    }

    @Test
    void ofATableThatHasEndedOnlyTheLastAttemptCounts() {
        var votes = ended(List.of(ended(900, START, 20)));

        assertThat(votes.pace(START.plusSeconds(600)).rowsPerSecond()).isEqualTo(5);
        assertThat(votes.pace(START.plusSeconds(600)).bytesPerSecond()).isEqualTo(50);
        assertThat(votes.left(START.plusSeconds(600))).isEmpty();
    }

    @Test
    void anEarlierAttemptCountsWhenAnotherPartitionBeganBefore() {
        var votes = ended(List.of(ended(900, START.plusSeconds(10), 10), ended(0, START, 10)));

        assertThat(votes.pace(START.plusSeconds(600)).rowsPerSecond()).isEqualTo(100);
        assertThat(votes.pace(START.plusSeconds(600)).bytesPerSecond()).isEqualTo(1_000);
    }

    @Test
    void anEarlierAttemptDoesNotCountWhenAllBeganTogetherAfterIt() {
        var votes = ended(List.of(ended(0, START, 10), ended(900, START, 10)));

        assertThat(votes.pace(START.plusSeconds(600)).rowsPerSecond()).isEqualTo(110);
    }

    private static TableProgress ended(List<TableProgress.Part> parts) {
        return new TableProgress("votes", 1_000, parts);
    }

    private static TableProgress.Part ended(long resumed, Instant start, int seconds) {
        return new TableProgress.Part(
                TaskState.SUCCESS,
                1_000,
                10_000,
                resumed,
                10 * resumed,
                Optional.of(start),
                Optional.of(start.plusSeconds(seconds)));
    }

    @Test
    void tablesThatAnInstanceFoundCompleteHaveNoPaceOfIt() {
        var tables = TableProgress.of(
                Map.of("a", 10L, "b", 20L),
                Map.of("a … b (2 tables)", List.of("a", "b")),
                List.of(instance("a … b (2 tables)", TaskState.RUNNING, 25, 10, START)));

        assertThat(tables.get("a").pace(START.plusSeconds(5)).rowsPerSecond()).isZero();
        assertThat(tables.get("b").pace(START.plusSeconds(5)).rowsPerSecond()).isEqualTo(3);
        assertThat(tables.get("b").pace(START.plusSeconds(5)).bytesPerSecond()).isEqualTo(30);
    }

    private static InstanceView instance(String label, TaskState state, long done) {
        return instance(label, state, done, 0, START);
    }

    private static InstanceView instance(String label, TaskState state, long done, long resumed, Instant start) {
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
                Optional.of(start),
                Optional.empty(),
                done,
                done,
                10 * done,
                resumed,
                10 * resumed,
                "");
    }
}
