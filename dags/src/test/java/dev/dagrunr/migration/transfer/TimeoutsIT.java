package dev.dagrunr.migration.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.testsupport.Database;
import dev.dagrunr.testsupport.PostgresExtension;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An operator's own limits: chunks become smaller until they fit into one for statements; nobody waits longer for a lock. */
class TimeoutsIT {
    private static final Attempt ATTEMPT = new Attempt("limited", 1);

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    private static Servers servers;
    private final RecordingListener listener = new RecordingListener();

    @BeforeAll
    static void open() {
        servers = limited(postgres.database(), postgres.createDatabase());
    }

    private static Servers limited(Database source, Database target) {
        return new Servers(
                source,
                target,
                Connections.from(Map.of(
                        "DAGRUNR_CONN_FROM",
                        source.uri(),
                        "DAGRUNR_CONN_TO",
                        target.uri(),
                        "PG_STATEMENT_TIMEOUT",
                        "1s",
                        "PG_LOCK_TIMEOUT",
                        "300ms")));
    }

    @AfterAll
    static void close() {
        servers.close();
    }

    /** A table whose target hangs in chunks of more rows than that. */
    private static TableLoad slow(String table, int fastRows) {
        servers.both("create table public." + table + " (id int primary key)");
        Servers.execute(servers.source(), "insert into public." + table + " select generate_series(1, 1000)");
        Servers.execute(
                servers.target(),
                "create function public.hang_" + table + "() returns trigger language plpgsql as $$ begin "
                        + "if (select count(*) from fresh) > " + fastRows + " then perform pg_sleep(60); end if; "
                        + "return null; end $$",
                "create trigger hang after insert on public." + table + " referencing new table as fresh "
                        + "for each statement execute function public.hang_" + table + "()");
        return servers.load(table, "id");
    }

    @Test
    void chunksThatTakeTooLongAreMadeSmaller() {
        var result = servers.transfer().run(slow("shrinking", 100), ATTEMPT, listener);

        assertThat(result.rows()).isEqualTo(1_000);
        assertThat(result.chunks()).isEqualTo(17);
        assertThat(listener.lines)
                .anySatisfy(line -> assertThat(line).contains("57014").contains("going on with chunks 1/8 as large"));
        assertThat(servers.checksums("shrinking").passed()).isTrue();
    }

    @Test
    void whatItMovedBeforeItMadeThemSmallerIsItsOwn() {
        var load = slow("own", 100);
        Servers.execute(
                servers.target(),
                "create or replace function public.hang_own() returns trigger language plpgsql as $$ begin "
                        + "if (select count(*) > 100 and min(id) > 500 from fresh) then perform pg_sleep(60); end if; "
                        + "return null; end $$");

        assertThat(servers.transfer().run(load, ATTEMPT, listener).rows()).isEqualTo(1_000);
        assertThat(listener.lines)
                .anySatisfy(
                        line -> assertThat(line).contains("Going on after chunk 1 of an earlier attempt, 500 rows"));
        assertThat(listener.resumed).containsExactly(0L);
    }

    @Test
    void namesTheSettingWhenNoChunkIsSmallEnough() {
        var load = slow("hanging", 0);

        assertThatThrownBy(() -> servers.transfer().run(load, ATTEMPT, listener))
                .isInstanceOfSatisfying(TransferException.class, e -> {
                    assertThat(e.code()).isEqualTo(TransferErrorCode.STATEMENT_CANCELLED);
                    assertThat(e.code().retryCanHelp()).isFalse();
                })
                .hasMessageContaining("Chunk 1 of public.hanging")
                .hasMessageContaining("raise it, or lower chunk_size");
        assertThat(listener.lines)
                .filteredOn(line -> line.contains("going on with"))
                .hasSize(2);
    }

    @Test
    void saysSoOfTablesThatShareATask() {
        var loads = List.of(slow("one", 0), slow("other", 1_000));

        assertThatThrownBy(() -> servers.transfer().runAll(loads, ATTEMPT, listener))
                .isInstanceOf(TransferException.class)
                .hasMessageContaining("public.one")
                .hasMessageContaining("PG_STATEMENT_TIMEOUT");
        assertThat(Servers.ask(servers.target(), "select count(*) from public.other"))
                .isEqualTo("1000");
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void aLockThatIsNotGivenInTimeIsNotWaitedFor(Side side) throws SQLException {
        var table = "locked_" + side.label();
        servers.both("create table public." + table + " (id int primary key)");
        Servers.execute(servers.source(), "insert into public." + table + " values (1)");
        var load = servers.load(table, "id");

        var locked = side == Side.SOURCE ? servers.source() : servers.target();
        try (var other = locked.dataSource().getConnection()) {
            other.setAutoCommit(false);
            try (var statement = other.createStatement()) {
                statement.execute("lock table public." + table);
            }
            assertThatThrownBy(() -> servers.transfer().run(load, ATTEMPT, listener))
                    .isInstanceOfSatisfying(TransferException.class, e -> {
                        assertThat(e.sqlState()).isEqualTo("55P03");
                        assertThat(e.code().retryCanHelp()).isTrue();
                    });
        }
    }
}
