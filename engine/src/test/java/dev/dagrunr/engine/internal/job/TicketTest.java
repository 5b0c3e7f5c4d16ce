package dev.dagrunr.engine.internal.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TicketTest {

    @Test
    void keepsWhatJobRunrCanHold() {
        Ticket ticket = labelled("postgres_to_postgres_migration", "transfer_partition");

        assertThat(ticket.labels()).containsExactly("postgres_to_postgres_migration", "transfer_partition");
    }

    @Test
    void shortensALongLabelInTheMiddle() {
        Ticket ticket = labelled("a_dag_with_a_very_long_name_that_nobody_wants_to_read.manual__2026-11-22T10:00:00Z");

        assertThat(ticket.labels().get(0))
                .hasSize(45)
                .startsWith("a_dag_with_a_very_long")
                .contains("…")
                .endsWith("2026-11-22T10:00:00Z");
    }

    @Test
    void dropsBlankDoubledAndSurplusLabels() {
        assertThat(labelled("a", "", "a", "b", "c", "d").labels()).containsExactly("a", "b", "c");
    }

    @Test
    void doesNotCutACharacterInTwo() {
        String label = "🐘".repeat(40);

        String shortened = labelled(label).labels().get(0);

        assertThat(shortened.length()).isLessThanOrEqualTo(45);
        assertThat(shortened.codePoints().filter(codePoint -> codePoint != '…')).containsOnly("🐘".codePointAt(0));
    }

    private static Ticket labelled(String... labels) {
        return new Ticket(UUID.randomUUID(), 1, 1, "name", List.of(labels));
    }
}
