package dev.dagrunr.migration.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dagrunr.testsupport.PostgresExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransferIT {
    private static final Attempt ATTEMPT = new Attempt("run", 1);

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    private static Servers servers;

    @BeforeAll
    static void open() {
        servers = Servers.of(postgres.database(), postgres.createDatabase());
        servers.both("create extension citext", "create collation german (provider = icu, locale = 'de-DE')");
    }

    @AfterAll
    static void close() {
        servers.close();
    }

    private static TransferResult move(TableLoad load) {
        return servers.transfer().run(load, ATTEMPT, TransferListener.SILENT);
    }

    private static void assertEqual(String... tables) {
        assertThat(servers.checksums(tables)).matches(report -> report.passed(), "all equal");
    }

    @Test
    void copiesAnEmptyTable() {
        servers.both("create table public.empty (i int primary key)");

        assertThat(move(servers.load("empty", "i"))).satisfies(result -> {
            assertThat(result.rows()).isZero();
            assertThat(result.format()).isEqualTo("binary");
        });
    }

    @Test
    void copiesATableWithoutColumns() {
        servers.both("create table public.bare ()");
        Servers.execute(servers.source(), "insert into public.bare select from generate_series(1, 7)");

        assertThat(move(servers.load("bare")).rows()).isEqualTo(7);
        assertEqual("bare");
    }

    @Test
    void copiesInChunksByKeyAndByPlace() {
        servers.both(
                "create table public.by_key (id bigint primary key, body text)",
                "create table public.by_place (id bigint, body text)");
        for (var table : List.of("by_key", "by_place")) {
            Servers.execute(
                    servers.source(),
                    "insert into public." + table + " select i * 7, repeat('x', 200) from generate_series(1, 5000) i");
        }

        assertThat(move(servers.load("by_key", "id")))
                .satisfies(result -> assertThat(result.rows()).isEqualTo(5000))
                .satisfies(result -> assertThat(result.chunks()).isEqualTo(11));
        assertThat(move(servers.load("by_place")))
                .satisfies(result -> assertThat(result.rows()).isEqualTo(5000))
                .satisfies(result -> assertThat(result.chunks()).isBetween(9, 12));
        assertEqual("by_key", "by_place");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "uuid|gen_random_uuid()",
                "text collate german|chr(65 + i % 26) || chr(97 + i % 25) || md5(i::text)",
                "text|case when i = 1 then '' else E'\\\\N''\"' || i end",
                "citext|case when i % 2 = 0 then 'KEY' else 'key' end || i",
                "numeric|case i when 1 then 'NaN' when 2 then '-Infinity' else 10::numeric ^ (i % 40) + i / 7.0 end",
                "timestamptz|case i when 1 then 'infinity' else '0044-03-15 BC'::timestamptz + i * interval '7 days' end",
                "float8|case i when 1 then 'NaN' else random() * 10 ^ (i % 300 - 150) end",
                "char(9)|left(md5(i::text), 8) || ' '",
                "bytea|sha256(i::text::bytea)",
                "int4range|int4range(i, i + 1)",
                "int[]|array[i % 3, i, null]",
            })
    void dividesByAKeyOfAnyType(String definition) {
        var parts = definition.split("\\|", 2);
        var table = "key_" + Integer.toHexString(definition.hashCode());
        servers.both("set search_path to public; create table " + table + " (k " + parts[0] + " primary key, i int)");
        Servers.execute(
                servers.source(),
                "insert into public." + table + " select " + parts[1] + ", i from generate_series(1, 3000) i");

        moveInPartitions(servers.load(table, "k"), 5);
        assertEqual(table);
    }

    @Test
    void dividesByACompositeKey() {
        servers.both("""
                set search_path to public;
                create table composite (a smallint, b text collate german, c citext, v int, primary key (a, b));
                create table composite_citext (a smallint, b text collate german, c citext, primary key (c, a))
                """);
        for (var table : List.of("composite", "composite_citext")) {
            Servers.execute(
                    servers.source(),
                    "insert into public." + table
                            + " select i % 3, 'straße ' || i, case when i % 2 = 0 then 'A' else 'a' end || i"
                            + " from generate_series(1, 4000) i");
        }

        moveInPartitions(servers.load("composite", "a", "b"), 4);
        moveInPartitions(servers.load("composite_citext", "c", "a"), 4);
        assertEqual("composite", "composite_citext");
    }

    @ParameterizedTest
    @EnumSource(PartitionStrategy.class)
    void dividesByEveryStrategy(PartitionStrategy strategy) {
        var table = "by_" + strategy.name().toLowerCase(Locale.ROOT);
        servers.both("create table public." + table + " (k bigint primary key, t text)");
        // sparse and skewed: ranges of equal width would be empty but for one
        Servers.execute(
                servers.source(),
                "insert into public." + table
                        + " select (i::bigint * i * i * 1000), repeat('s', 40) from generate_series(1, 20000) i",
                "analyze public." + table);

        moveInPartitions(
                servers.load(table, "k")
                        .withReading(Reading.DEFAULT.withStrategy(strategy).withConsistent(false)),
                4);
        assertEqual(table);
    }

    @Test
    void plansByPlaceWithoutReadingTheTable() {
        servers.both("create table public.unread (i int primary key)");
        Servers.execute(servers.source(), "insert into public.unread select generate_series(1, 1000)");
        var load = servers.load("unread", "i").withReading(Reading.DEFAULT);
        Servers.execute(servers.source(), "select pg_stat_reset()");

        new PartitionPlanner(servers.connections()).plan(load, new PartitionPolicy(1, 1, 2));
        assertThat(Servers.ask(
                        servers.source(),
                        "select coalesce(sum(seq_scan + coalesce(idx_scan, 0)), 0) from pg_stat_user_tables"
                                + " where relname = 'unread'"))
                .isEqualTo("0");
    }

    @ParameterizedTest
    @EnumSource(
            value = PartitionStrategy.class,
            names = {"TID", "KEYSET"})
    void movesOnlyTheRowsThatAreWanted(PartitionStrategy strategy) {
        var table = "wanted_" + strategy.name().toLowerCase(Locale.ROOT);
        servers.both("create table public." + table + " (i int primary key, kind text)");
        Servers.execute(
                servers.source(),
                "insert into public." + table
                        + " select i, case when i % 10 = 0 then 'a' else 'b' end from generate_series(1, 3000) i");
        var reading = Reading.DEFAULT
                .withConsistent(false)
                .withStrategy(strategy)
                .withChunkRows(700)
                .withWhere("kind = 'a' or i = 1 -- the first, too");

        assertThat(move(servers.load(table, "i").withReading(reading)).rows()).isEqualTo(301);
        assertThat(Servers.ask(servers.target(), "select count(*) from public." + table))
                .isEqualTo("301");
    }

    @Test
    void dividesATableWithoutKeyByPlace() {
        servers.both("create table public.keyless (i int, t text)");
        Servers.execute(
                servers.source(),
                "insert into public.keyless select i % 10, repeat('y', 100) from generate_series(1, 9000) i");

        moveInPartitions(servers.load("keyless"), 4);
        assertEqual("keyless");
    }

    private static void moveInPartitions(TableLoad load, int most) {
        // Two million rows are said to be there, so that the plan is that of a large table.
        var large = new TableLoad(
                load.source(), load.target(), load.columns(), load.keyColumns(), 5_000_000, 0, load.reading());
        var plan = new PartitionPlanner(servers.connections()).plan(large, new PartitionPolicy(1, 1, most));
        assertThat(plan).hasSize(most);
        var rows = new ArrayList<Long>();
        for (var partition : plan) {
            rows.add(servers.transfer()
                    .run(partition, ATTEMPT, TransferListener.SILENT)
                    .rows());
        }
        assertThat(rows.stream().mapToLong(Long::longValue).sum()).isEqualTo(load.estimatedRows());
        assertThat(rows)
                .allSatisfy(count -> assertThat((double) count)
                        .isBetween(0.8 * load.estimatedRows() / most, 1.2 * load.estimatedRows() / most));
    }

    @Test
    void copiesRowsThatCameAfterThePlan() {
        servers.both("create table public.grown (id int primary key)");
        Servers.execute(servers.source(), "insert into public.grown select generate_series(1000, 2000)");
        var plan = new PartitionPlanner(servers.connections())
                .plan(servers.load("grown", "id"), new PartitionPolicy(1, 1, 2));
        Servers.execute(servers.source(), "insert into public.grown values (1), (99999)");

        plan.forEach(partition -> servers.transfer().run(partition, ATTEMPT, TransferListener.SILENT));
        assertEqual("grown");
    }

    @ParameterizedTest
    @ValueSource(strings = {"we\"ird; drop table x --", "SELECT", "ünï cödé", "back\\slash'quote"})
    void copiesTablesWithAnyName(String name) {
        copyNamed(name);
    }

    @Test
    void copiesTheLongestName() {
        copyNamed("n".repeat(61) + "é");
    }

    private static void copyNamed(String name) {
        var quoted = new dev.dagrunr.migration.sql.Identifier(name).quoted();
        servers.both("create table public." + quoted + " (" + quoted + " text primary key, other int)");
        Servers.execute(
                servers.source(),
                "insert into public." + quoted + " select 'a' || i, i from generate_series(1, 2000) i");

        moveInPartitions(servers.load(name, name), 2);
        assertEqual(name);
    }

    @Test
    void leavesGeneratedColumnsToTheTargetAndKeepsIdentities() {
        servers.both("create table public.made (id int generated always as identity primary key,"
                + " a int, twice int generated always as (a * 2) stored)");
        Servers.execute(
                servers.source(),
                "insert into public.made (id, a) overriding system value select i * 3, i from generate_series(1, 50) i");

        move(servers.load("made", "id"));
        assertEqual("made");
        assertThat(Servers.ask(servers.target(), "select sum(twice) from public.made"))
                .isEqualTo("2550");
    }

    @Test
    void copiesAPartitionedTableAndOnlyTheRowsOfAParent() {
        servers.both(
                "create table public.leafed (id int primary key, t text) partition by range (id)",
                "create table public.leafed_1 partition of public.leafed for values from (0) to (1000)",
                "create table public.leafed_2 partition of public.leafed for values from (1000) to (5000)",
                "create table public.parent (id int)",
                "create table public.child () inherits (public.parent)");
        Servers.execute(
                servers.source(),
                "insert into public.leafed select i, 'x' from generate_series(1, 3000) i",
                "insert into public.parent select generate_series(1, 10)",
                "insert into public.child select generate_series(1, 5)");

        assertThat(move(servers.load("leafed", "id")).rows()).isEqualTo(3000);
        assertThat(move(servers.load("child")).rows()).isEqualTo(5);
        assertThat(move(servers.load("parent")).rows()).isEqualTo(10);
        assertEqual("leafed", "parent", "child");
    }

    @ParameterizedTest
    @EnumSource(
            value = PartitionStrategy.class,
            names = {"TID", "KEYSET"})
    void copiesTheRowsThatAMaterializedViewHasIntoATable(PartitionStrategy strategy) {
        var name = "kept_" + strategy.name().toLowerCase(Locale.ROOT);
        Servers.execute(
                servers.source(),
                "create table public.of_" + name + " as select i, 'row ' || i as t from generate_series(1, 3000) i",
                "create materialized view public." + name + " as select * from public.of_" + name,
                "create unique index on public." + name + " (i)",
                "delete from public.of_" + name);
        Servers.execute(servers.target(), "create table public." + name + " (i int, t text)");
        var load = servers.load(name, "i");

        assertThat(move(load.withReading(load.reading().withStrategy(strategy))).rows())
                .isEqualTo(3000);
        assertEqual(name);
    }

    @Test
    void saysWhatTheTargetCannotTake() {
        Servers.execute(
                servers.source(),
                "create table public.wrong as select i, 'text ' || i as t from generate_series(1, 10) i");
        Servers.execute(servers.target(), "create table public.wrong (i int, t int)");

        assertThatThrownBy(() -> move(servers.load("wrong"))).isInstanceOfSatisfying(TransferException.class, e -> {
            assertThat(e.code()).isEqualTo(TransferErrorCode.TARGET_FAILED);
            assertThat(e.sqlState()).isEqualTo("22P02");
            assertThat(e).hasMessageContaining("Chunk 1 of public.wrong").hasMessageContaining("\"text 1\"");
        });
        assertThat(Servers.ask(servers.target(), "select count(*) from public.wrong"))
                .isEqualTo("0");
    }

    @Test
    void saysWhatIsMissing() {
        servers.both("create view public.seen as select 1 as one");
        var load = servers.load("seen");

        assertThatThrownBy(() -> move(load))
                .hasMessageContaining("public.seen")
                .isInstanceOfSatisfying(
                        TransferException.class, e -> assertThat(e.code()).isEqualTo(TransferErrorCode.NOT_POSSIBLE));
    }

    @Test
    void refusesATableThatHoldsRowsOfOthers() {
        servers.both("create table public.used (i int)", "insert into public.used values (1)");

        assertThatThrownBy(() -> move(servers.load("used"))).hasMessageContaining("already holds rows");
        assertThat(Servers.ask(servers.target(), "select count(*) from public.used"))
                .isEqualTo("1");
    }

    @Test
    void saysWhatAnEarlierAttemptMovedBeforeItGoesOn() {
        servers.both("create table public.halted (id int primary key)");
        Servers.execute(servers.source(), "insert into public.halted select generate_series(1, 1200)");
        Servers.execute(servers.target(), "alter table public.halted add constraint low check (id < 1000)");
        var load = servers.load("halted", "id");
        var first = new RecordingListener();
        assertThatThrownBy(() -> servers.transfer().run(load, ATTEMPT, first)).hasMessageContaining("low");

        Servers.execute(servers.target(), "alter table public.halted drop constraint low");
        var second = new RecordingListener();
        assertThat(servers.transfer().run(load, new Attempt("run", 2), second).rows())
                .isEqualTo(1_200);

        assertThat(first.resumed).containsExactly(0L);
        assertThat(second.resumed).containsExactly(500L);
        assertThat(second.resumedBytes).allSatisfy(bytes -> assertThat(bytes).isPositive());
        assertThat(second.done).startsWith(500L).endsWith(1_200L);
    }

    @Test
    void doesNothingTwiceAndBeginsAnewWhenTheTableWasEmptied() {
        servers.both("create table public.again (i int primary key)");
        Servers.execute(servers.source(), "insert into public.again select generate_series(1, 1200)");
        move(servers.load("again", "i"));

        assertThat(move(servers.load("again", "i")).resumedChunks()).isEqualTo(3);
        assertEqual("again");
        Servers.execute(servers.target(), "truncate public.again");
        assertThat(move(servers.load("again", "i")).resumedChunks()).isZero();
        assertEqual("again");
    }

    @Test
    void refusesAnotherDivisionOfRowsThatAreThere() {
        servers.both("create table public.divided (i int primary key)");
        Servers.execute(servers.source(), "insert into public.divided select generate_series(1, 1200)");
        var load = servers.load("divided", "i");
        servers.transfer()
                .run(new PartitionLoad(load, 1, 2, List.of(), List.of("600"), 600), ATTEMPT, TransferListener.SILENT);

        assertThatThrownBy(() -> move(load)).hasMessageContaining("divided otherwise");
        assertThatThrownBy(() -> servers.transfer()
                        .run(
                                new PartitionLoad(load, 1, 2, List.of(), List.of("700"), 600),
                                ATTEMPT,
                                TransferListener.SILENT))
                .hasMessageContaining("divided otherwise");
    }

    @Test
    void forgetsARunAndItsSchemaWithTheLast() {
        var own = Servers.of(servers.source(), postgres.createDatabase());
        servers.both("create table public.forgotten (i int)");
        Servers.execute(own.target(), "create table public.forgotten (i int)");
        try (own) {
            own.transfer().run(own.load("forgotten"), new Attempt("one", 1), TransferListener.SILENT);
            own.transfer().run(own.load("forgotten"), new Attempt("two", 1), TransferListener.SILENT);

            own.transfer().forget("to", "one");
            assertThat(Servers.ask(own.target(), "select to_regclass('dagrunr_transfer.attempt') is null"))
                    .isEqualTo("f");
            own.transfer().forget("to", "two");
            own.transfer().forget("to", "two");
            assertThat(Servers.ask(own.target(), "select to_regnamespace('dagrunr_transfer') is null"))
                    .isEqualTo("t");
        }
    }
}
