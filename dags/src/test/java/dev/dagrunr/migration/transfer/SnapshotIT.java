package dev.dagrunr.migration.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dagrunr.testsupport.PostgresExtension;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The source changes while a run reads it, and the process that keeps its snapshot goes away. */
class SnapshotIT {
    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    private static final int ROWS = 4_000;

    private static Servers servers;

    @BeforeAll
    static void open() {
        servers = Servers.of(postgres.database(), postgres.createDatabase());
    }

    @AfterAll
    static void close() {
        servers.close();
    }

    private static List<PartitionLoad> table(String name, PartitionStrategy strategy) {
        servers.both("create table public." + name + " (id int primary key, t text)");
        source("insert into public." + name + " select i, 'old' from generate_series(1, " + ROWS + ") i");
        var load = servers.load(name, "id")
                .withReading(Reading.DEFAULT.withStrategy(strategy).withChunkRows(700));
        return new PartitionPlanner(servers.connections()).plan(load, new PartitionPolicy(1, 1, 2));
    }

    private static void source(String sql) {
        Servers.execute(servers.source(), sql);
    }

    private static TransferResult move(PartitionLoad load, String run, TransferListener listener) {
        return servers.transfer().run(load, new Attempt(run, 1), listener);
    }

    private static String target(String table, String expression) {
        return Servers.ask(servers.target(), "select " + expression + " from public." + table);
    }

    private static void loseTheKeeper(String run) {
        source("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'dagrunr snapshot "
                + run + "'");
        await().atMost(Duration.ofSeconds(10)).until(() -> keepers(run).equals("0"));
    }

    private static String keepers(String run) {
        return Servers.ask(
                servers.source(),
                "select count(*) from pg_stat_activity where application_name = 'dagrunr snapshot " + run + "'");
    }

    @ParameterizedTest
    @EnumSource(
            value = PartitionStrategy.class,
            names = {"TID", "KEYSET"})
    void readsAllPartitionsAsTheyWereWhenTheRunBegan(PartitionStrategy strategy) {
        var name = "changing_" + strategy.name().toLowerCase(Locale.ROOT);
        var plan = table(name, strategy);

        move(plan.get(0), name, TransferListener.SILENT);
        // every row gets another place and another value; some go, some come
        source("update public." + name + " set t = 'new'");
        source("delete from public." + name + " where id % 10 = 0");
        source("insert into public." + name + " select i, 'new' from generate_series(-100, 0) i");
        move(plan.get(1), name, TransferListener.SILENT);

        assertThat(target(name, "count(*) || ' ' || count(distinct id) || ' ' || count(*) filter (where t = 'old')"))
                .isEqualTo("4000 4000 4000");
    }

    @Test
    void readsAnotherMomentInEachAttemptWhenItIsTold() {
        var planned = table("moments", PartitionStrategy.KEYSET);
        var load = planned.get(0).table();
        var alone = load.withReading(load.reading().withConsistent(false));
        var bound = planned.get(0).upper();

        move(new PartitionLoad(alone, 1, 2, List.of(), bound, ROWS / 2), "moments", TransferListener.SILENT);
        source("update public.moments set t = 'new'");
        move(new PartitionLoad(alone, 2, 2, bound, List.of(), ROWS / 2), "moments", TransferListener.SILENT);

        assertThat(keepers("moments")).isEqualTo("0");
        assertThat(target("moments", "count(*) filter (where t = 'old') || ' ' || count(*) filter (where t = 'new')"))
                .isEqualTo("2000 2000");
    }

    @Test
    void goesOnWithAnotherSnapshotWhenTheTableIsUnchanged() {
        var plan = table("unchanged", PartitionStrategy.TID);
        var listener = new RecordingListener();

        move(plan.get(0), "unchanged", TransferListener.SILENT);
        loseTheKeeper("unchanged");
        source("create table public.unrelated as select 1 as one");
        move(plan.get(1), "unchanged", listener);

        assertThat(listener.lines).anyMatch(line -> line.contains("is unchanged since"));
        assertThat(servers.checksums("unchanged")).matches(report -> report.passed(), "equal");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update public.%s set t = 'new' where id = 7",
                "delete from public.%s where id = 7",
                "insert into public.%s values (0, 'new')",
                "truncate public.%s",
                "vacuum full public.%s"
            })
    void movesATableAnewThatChangedAfterItsSnapshotWasLost(String change) {
        var name = "changed_" + change.split(" ", 2)[0];
        var plan = table(name, PartitionStrategy.TID);
        var listener = new RecordingListener();
        move(plan.get(0), name, TransferListener.SILENT);
        loseTheKeeper(name);
        source(change.formatted(name));

        move(plan.get(1), name, listener);
        assertThat(listener.lines).anyMatch(line -> line.contains("moved anew"));
        assertThat(servers.transfer().convertToLogged(plan, new Attempt(name, 2), TransferListener.SILENT))
                .singleElement()
                .satisfies(moved -> assertThat(moved.partition()).isEqualTo(1));
        assertThat(servers.transfer().convertToLogged(plan, new Attempt(name, 2), TransferListener.SILENT))
                .isEmpty();

        assertThat(servers.checksums(name)).matches(report -> report.passed(), "equal");
    }

    @Test
    void isKeptUntilItIsReleasedOnAnyNode() {
        var plan = table("kept", PartitionStrategy.TID);
        move(plan.get(0), "kept", TransferListener.SILENT);
        assertThat(keepers("kept")).isEqualTo("1");

        try (var node = Servers.of(servers.source(), servers.target())) {
            node.transfer().releaseSnapshot("from", "to", "kept");
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> keepers("kept").equals("0"));
    }

    @Test
    void endsWithTheNodeThatKeepsIt() {
        var node = Servers.of(servers.source(), servers.target());
        var plan = table("ended", PartitionStrategy.TID);
        try (node) {
            node.transfer().run(plan.get(0), new Attempt("ended", 1), TransferListener.SILENT);
            assertThat(keepers("ended")).isEqualTo("1");
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> keepers("ended").equals("0"));
        move(plan.get(1), "ended", TransferListener.SILENT);
        assertThat(servers.checksums("ended")).matches(report -> report.passed(), "equal");
    }
}
