package dev.dagrunr.migration.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.dagrunr.testsupport.PostgresExtension;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TablesTransferIT {
    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    private static Servers servers;

    @BeforeAll
    static void open() {
        servers = Servers.of(postgres.database(), postgres.createDatabase());
    }

    @AfterAll
    static void close() {
        servers.close();
    }

    private static List<TableLoad> tables(String... names) {
        for (var name : names) {
            servers.both("create table public." + name + " (id int, body text)");
            Servers.execute(
                    servers.source(), "insert into public." + name + " select i, 'x' from generate_series(1, 7) i");
        }
        return Stream.of(names)
                .map(name -> servers.load(name))
                .map(load ->
                        load.withReading(load.reading().withConsistent(true).withStrategy(PartitionStrategy.AUTO)))
                .toList();
    }

    private static List<Long> rows(List<Optional<TransferResult>> complete) {
        return complete.stream()
                .map(result -> result.map(TransferResult::rows).orElse(-1L))
                .toList();
    }

    @Test
    void movesFreshTablesInOneTransaction() {
        var loads = tables("one", "two", "three");
        Servers.execute(servers.source(), "delete from public.two");

        assertThat(servers.transfer().runAll(loads, new Attempt("zero", 1), TransferListener.SILENT))
                .extracting(TransferResult::rows)
                .containsExactly(7L, 0L, 7L);
        assertThat(Servers.ask(
                        servers.target(),
                        "select count(distinct x) from (select xmin::text x from public.one"
                                + " union all select xmin::text from public.three"
                                + " union all select xmin::text from dagrunr_transfer.checkpoint where run_id = 'zero'"
                                + " and row_count = 0) r"))
                .as("its checkpoints are of the transaction that wrote the rows")
                .isEqualTo("1");
        assertThat(rows(servers.transfer().complete(loads, "zero"))).containsExactly(7L, 0L, 7L);
        assertThat(servers.transfer().runAll(loads, new Attempt("zero", 2), TransferListener.SILENT))
                .extracting(TransferResult::resumedChunks)
                .containsExactly(1, 1, 1);
        assertThat(servers.checksums("one", "two", "three")).matches(report -> report.passed(), "all equal");
    }

    @Test
    void aNewerAttemptTakesTheTablesFromOneThatMovesThemTogether() throws SQLException {
        var loads = tables("taken", "waited");
        try (var session = servers.target().dataSource().getConnection();
                var statement = session.createStatement()) {
            session.setAutoCommit(false);
            statement.execute("lock table public.waited in exclusive mode");
            var older = CompletableFuture.supplyAsync(
                    () -> servers.transfer().runAll(loads, new Attempt("zero3", 1), TransferListener.SILENT),
                    task -> new Thread(task).start());
            await().until(() -> waiting() == 1);
            var newer = CompletableFuture.supplyAsync(
                    () -> servers.transfer().runAll(loads, new Attempt("zero3", 2), TransferListener.SILENT),
                    task -> new Thread(task).start());

            assertThatThrownBy(older::join).hasCauseInstanceOf(TransferException.class);
            session.commit();
            assertThat(newer.join()).extracting(TransferResult::rows).containsExactly(7L, 7L);
        }
        assertThat(servers.checksums("taken", "waited")).matches(report -> report.passed(), "all equal");
    }

    private static int waiting() {
        return Integer.parseInt(Servers.ask(
                servers.target(),
                "select count(*) from pg_locks where relation = 'public.waited'::regclass and not granted"));
    }

    @Test
    void refusesRowsThatNobodyOfThisRunBrought() {
        var loads = tables("held", "free");
        Servers.execute(servers.target(), "insert into public.held values (0, 'old')");

        assertThatThrownBy(() -> servers.transfer().runAll(loads, new Attempt("zero2", 1), TransferListener.SILENT))
                .hasMessageContaining("public.held")
                .hasMessageContaining("already holds rows");
        assertThat(rows(servers.transfer().complete(loads, "zero2"))).containsExactly(-1L, 7L);
    }

    @Test
    void movesTheOthersWhenOneCannotBeMovedAndThatOneLater() {
        var loads = tables("first", "wrong", "last");
        Servers.execute(servers.target(), "alter table public.wrong add constraint small check (id < 5)");

        assertThatThrownBy(() -> servers.transfer().runAll(loads, new Attempt("one", 1), TransferListener.SILENT))
                .isInstanceOf(TransferException.class)
                .hasMessageContaining("public.wrong")
                .hasMessageContaining("small")
                .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("first", "last"));
        assertThat(rows(servers.transfer().complete(loads, "one"))).containsExactly(7L, -1L, 7L);

        Servers.execute(servers.target(), "alter table public.wrong drop constraint small");
        var listener = new RecordingListener();
        assertThat(servers.transfer().runAll(loads, new Attempt("one", 2), listener))
                .extracting(TransferResult::resumedChunks)
                .containsExactly(1, 0, 1);
        assertThat(listener.resumed).as("of all tables so far").containsExactly(7L, 7L, 14L);
        assertThat(listener.done).endsWith(21L);
        assertThat(servers.checksums("first", "wrong", "last")).matches(report -> report.passed(), "all equal");
    }

    @Test
    void saysAllThatFailed() {
        var loads = tables("no_target", "good", "narrow");
        Servers.execute(
                servers.target(),
                "drop table public.no_target",
                "alter table public.narrow add constraint none check (id < 0)");

        assertThatThrownBy(() -> servers.transfer().runAll(loads, new Attempt("two", 1), TransferListener.SILENT))
                .hasMessageContaining("no_target")
                .hasMessageContaining("none");
        assertThat(rows(servers.transfer().complete(loads, "two"))).containsExactly(-1L, 7L, -1L);
    }

    @Test
    void changesNothingOnceANewerAttemptHasBegun() {
        var loads = tables("early", "late");
        servers.transfer().run(loads.get(0), new Attempt("three", 2), TransferListener.SILENT);

        assertThatThrownBy(() -> servers.transfer().runAll(loads, new Attempt("three", 1), TransferListener.SILENT))
                .isInstanceOfSatisfying(
                        TransferException.class,
                        failure -> assertThat(failure.code()).isEqualTo(TransferErrorCode.FENCED_OFF));
        assertThat(rows(servers.transfer().complete(loads, "three"))).containsExactly(7L, -1L);
    }

    @Test
    void knowsWhichTablesNeedNoConversion() {
        var loads = tables("logged", "unlogged", "emptied");
        Servers.execute(servers.target(), "alter table public.unlogged set unlogged");
        servers.transfer().runAll(loads, new Attempt("four", 1), TransferListener.SILENT);
        Servers.execute(servers.target(), "truncate public.emptied");

        var addresses = loads.stream().map(TableLoad::target).toList();
        assertThat(servers.transfer().durable(addresses, "four")).containsExactly(addresses.get(0));
    }
}
