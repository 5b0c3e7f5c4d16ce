package dev.dagrunr.migration.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.migration.source.ColumnShape;
import dev.dagrunr.migration.source.TableShape;
import dev.dagrunr.testsupport.PostgresExtension;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class StreamTransferIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.create();

    private static final TableShape LETTERS = new TableShape(
            "letters",
            List.of(new ColumnShape("id", "int", false), new ColumnShape("text", "text", true)),
            List.of("id"),
            0);

    private static Connections connections;

    private final ListSource source = new ListSource();

    @BeforeAll
    static void connect() {
        connections =
                Connections.from(Map.of("DAGRUNR_CONN_TO", POSTGRES.database().uri()));
    }

    @AfterAll
    static void disconnect() {
        connections.close();
    }

    @BeforeEach
    void emptyTable() {
        Servers.execute(
                POSTGRES.database(),
                "drop schema if exists dagrunr_transfer cascade",
                "drop table if exists letters",
                "create table letters (id int, text text)");
        IntStream.rangeClosed(1, 25).forEach(id -> source.rows.add(List.of("" + id, "row " + id)));
    }

    private TransferResult run(long epoch) {
        return run(epoch, TransferListener.SILENT);
    }

    private TransferResult run(long epoch, TransferListener listener) {
        return new StreamTransfer(connections, source, 10)
                .run(LETTERS, "to", "public", new Attempt("run", epoch), listener);
    }

    private static String ask(String sql) {
        return Servers.ask(POSTGRES.database(), sql);
    }

    @Test
    void goesOnAfterTheLastChunkThatAnAttemptHasCommitted() {
        source.breaksAfter = 17;
        assertThatThrownBy(() -> run(1)).hasMessageContaining("the line is dead");
        assertThat(ask("select count(*) from letters")).isEqualTo("10");

        source.breaksAfter = Integer.MAX_VALUE;
        var listener = new RecordingListener();
        var result = run(2, listener);

        assertThat(listener.resumed).containsExactly(10L);
        assertThat(listener.done).containsExactly(20L, 25L);
        assertThat(source.begun).containsExactly(List.of(), List.of("10"));
        assertThat(result.rows()).isEqualTo(25);
        assertThat(result.resumedChunks()).isEqualTo(1);
        assertThat(ask("select count(*) || ' ' || count(distinct id) || ' ' || sum(id) from letters"))
                .isEqualTo("25 25 325");
    }

    @Test
    void anAttemptAtACompleteTableReadsNothing() {
        run(1);
        assertThat(run(2).rows()).isEqualTo(25);
        assertThat(source.begun).hasSize(1);
    }

    @Test
    void chunksThatAreJustFullLoseAndDoubleNothing() {
        source.rows.subList(20, 25).clear();
        assertThat(run(1).chunks()).isEqualTo(3);
        assertThat(ask("select count(*) from letters")).isEqualTo("20");
    }

    @Test
    void rowsOfAnotherVersionAreMovedAnew() {
        source.version = "monday";
        source.breaksAfter = 17;
        assertThatThrownBy(() -> run(1)).isInstanceOf(TransferException.class);

        source.version = "tuesday";
        source.breaksAfter = Integer.MAX_VALUE;
        source.rows.replaceAll(row -> List.of(row.get(0) + "00", "changed"));
        run(2);

        assertThat(ask("select count(*) || ' ' || min(id) from letters where text = 'changed'"))
                .isEqualTo("25 100");
        assertThat(ask("select count(*) from letters")).isEqualTo("25");
    }

    @Test
    void anAttemptThatWasOvertakenChangesNothing() {
        run(2);
        assertThatThrownBy(() -> run(1))
                .isInstanceOfSatisfying(
                        TransferException.class, e -> assertThat(e.code()).isEqualTo(TransferErrorCode.FENCED_OFF));
    }

    @Test
    void refusesATableThatHoldsOtherRows() {
        Servers.execute(POSTGRES.database(), "insert into letters values (0, 'mine')");
        assertThatThrownBy(() -> run(1)).hasMessageContaining("already holds rows");
        assertThat(ask("select count(*) from letters")).isEqualTo("1");
    }

    @Test
    void valuesArriveAsTheyAre() {
        source.rows.clear();
        var texts = Arrays.asList(null, "", "\\N", "a\tb", "a\nb\r", "\\.", "back\\slash", "é 🐘 \u000b\b\f");
        for (var i = 0; i < texts.size(); i++) {
            source.rows.add(Arrays.asList("" + i, texts.get(i)));
        }
        run(1);
        for (var i = 0; i < texts.size(); i++) {
            assertThat(ask("select text from letters where id = " + i)).isEqualTo(String.valueOf(texts.get(i)));
        }
        assertThat(ask("select count(*) from letters where text is null")).isEqualTo("1");
    }

    @Test
    void aRowOfAnotherWidthFailsAndLeavesItsChunkOut() {
        source.rows.add(12, List.of("only one"));
        assertThatThrownBy(() -> run(1))
                .hasMessage("A row of table 'letters' has 1 values for its 2 columns, after 2 rows of its chunk.");
        assertThat(ask("select count(*) from letters")).isEqualTo("10");
    }

    @Test
    void rowsThatATriggerDropsAreNoticed() {
        Servers.execute(
                POSTGRES.database(),
                "create or replace function no_seven() returns trigger language plpgsql as "
                        + "'begin if new.id = 7 then return null; end if; return new; end'",
                "create trigger no_seven before insert on letters for each row execute function no_seven()");
        assertThatThrownBy(() -> run(1)).hasMessageContaining("has 10 rows, but the target took 9");
        assertThat(ask("select count(*) from letters")).isEqualTo("0");
    }
}
