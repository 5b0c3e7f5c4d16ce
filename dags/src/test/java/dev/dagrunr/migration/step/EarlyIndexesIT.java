package dev.dagrunr.migration.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.dagrunr.dag.Attempt;
import dev.dagrunr.migration.MigrationDefaults;
import dev.dagrunr.migration.MigrationParams;
import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.migration.ddl.DdlException;
import dev.dagrunr.migration.ddl.DdlStatement;
import dev.dagrunr.testsupport.Database;
import dev.dagrunr.testsupport.PostgresExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** There are four places. An index that is being built waits for a lock that the test has. */
class EarlyIndexesIT {
    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    private Database target;
    private Connections connections;
    private Connection gate;

    @BeforeEach
    void open() throws SQLException {
        target = postgres.createDatabase();
        connections = Connections.from(Map.of("DAGRUNR_CONN_POSTGRES_TARGET", target.uri(), "PG_POOL_MAXCONN", "2"));
        gate = target.dataSource().getConnection();
        execute("""
                create function public.held(n int) returns int language plpgsql immutable as
                    $$begin perform pg_catalog.pg_advisory_xact_lock_shared(77); return n; end$$
                """);
        execute("create table public.t as select 1 as n");
        execute("select pg_advisory_lock(77)");
    }

    @AfterEach
    void close() throws SQLException {
        gate.close();
        connections.close();
    }

    @Test
    void buildsSeveralIndexesOfATableAtOnceAndNoMoreThanThereArePlaces() throws SQLException {
        var built = start(context("index_table", 1), "a", "b", "c", "d", "e", "f");
        awaitBuilding(4);
        assertThat(start(context("index_partition", 1), "g").join()).isEmpty();
        assertThat(building()).isEqualTo(4);
        assertThat(free("index_partition", 1)).isZero();

        execute("select pg_advisory_unlock(77)");
        assertThat(built.join()).contains(6);
        assertThat(indexes()).isEqualTo("a b c d e f");
        assertThat(free("index_partition", 1)).isEqualTo(4);
    }

    @Test
    void takesPlacesThatBecomeFreeMeanwhile() throws SQLException {
        var others = occupied(3);
        var built = start(context("index_table", 1), "a", "b", "c", "d", "e");
        awaitBuilding(1);
        others.get(0).close();
        awaitBuilding(2);
        others.get(1).close();
        others.get(2).close();
        awaitBuilding(4);

        execute("select pg_advisory_unlock(77)");
        assertThat(built.join()).contains(5);
    }

    @Test
    void givesItsWorkerBackWhenOthersHaveAllPlaces() throws SQLException {
        var others = occupied(4);

        assertThat(start(context("index_table", 1), "a", "b").join()).isEmpty();

        for (var other : others) {
            other.close();
        }
    }

    /** A session has a place more than once; each of these has one of its own. */
    private List<Connection> occupied(int number) throws SQLException {
        var others = new ArrayList<Connection>();
        for (int place = 0; place < number; place++) {
            var other = target.dataSource().getConnection();
            new BuildPlaces(context("index_table", 1)).take(other);
            others.add(other);
        }
        return others;
    }

    @Test
    void theStatisticsFollowTheIndexes() throws SQLException {
        execute("select pg_advisory_unlock(77)");
        var analyze = new DdlStatement("Analyzing t", "analyze public.t", null);
        var work = new EarlyWork(List.of(index("a")), List.of(analyze));

        assertThat(start(context("index_table", 1), work).join()).contains(2);
        assertThat(ask("select count(*) from pg_stats where schemaname = 'public' and tablename = 'a'"))
                .as("of the expression of the index")
                .isEqualTo("1");
    }

    @Test
    void twoTasksOfATableShareItsIndexes() throws SQLException {
        var one = start(context("index_partition", 1), "a", "b");
        awaitBuilding(2);
        var other = start(context("index_partition", 2), "a", "b", "c");
        awaitBuilding(3);

        execute("select pg_advisory_unlock(77)");
        assertThat(Stream.of(one, other).map(task -> task.join().orElseThrow())).containsExactly(2, 1);
    }

    /** A process that was stopped keeps its sessions; only the next attempt at the task may end them. */
    @Test
    void theNextAttemptEndsAllSessionsOfTheOneBefore() throws SQLException {
        var stopped = start(context("index_table", 1), "a", "b", "c", "d", "e");
        awaitBuilding(4);
        assertThat(free("index_partition", 1)).isZero();
        assertThat(new BuildPlaces(context("index_table", 2)).free(gate)).isEqualTo(4);

        var next = start(context("index_table", 2), "a", "b", "c", "d", "e");
        assertThatThrownBy(stopped::join).hasRootCauseInstanceOf(SQLException.class);
        execute("select pg_advisory_unlock(77)");

        assertThat(next.join()).contains(5);
        assertThat(indexes()).isEqualTo("a b c d e");
    }

    @Test
    void buildsWhatOtherTasksHandOverTheCostliestFirst() throws SQLException {
        var others = occupied(3);
        var context = context("index_table", 1);
        var own = new EarlyWork(List.of(index("a")), List.of());
        var builder = new EarlyIndexes(connections, context, List.of(own));
        var built = start(builder);
        awaitBuilding(1);

        assertThat(builder.offer(List.of(new EarlyWork(List.of(index("b"), index("c", 2)), List.of()))))
                .isTrue();
        execute("select pg_advisory_unlock(77)");

        assertThat(built.join()).contains(3);
        assertThat(context.lines())
                .extracting(line -> line.substring(0, line.indexOf(',')))
                .containsExactly("Creating index a", "Creating index c", "Creating index b");
        assertThat(builder.offer(List.of(new EarlyWork(List.of(index("d")), List.of()))))
                .isFalse();
        for (var other : others) {
            other.close();
        }
    }

    @Test
    void anIndexThatCannotBeBuiltIsSaidLetsOthersBeBuiltAndLeavesNoLockBehind() throws SQLException {
        execute("select pg_advisory_unlock(77)");
        var work = new EarlyWork(List.of(wrong(), index("a"), index("b")), List.of());

        assertThatThrownBy(() -> start(context("index_table", 1), work).join())
                .cause()
                .isInstanceOf(DdlException.class)
                .hasMessageContaining("Creating w");

        assertThat(indexes()).isEqualTo("a b");
        try (var session = TargetSession.open(connections, context("index_table", 1))) {
            assertThat(ask("select count(*) from pg_locks where locktype = 'advisory' and objsubid = 1 and database ="
                            + " (select oid from pg_database where datname = current_database())"))
                    .isEqualTo("0");
            assertThat(session.connection().getAutoCommit()).isTrue();
        }
    }

    @Test
    void whatAnotherTaskHandedOverAndCannotBeBuiltIsLeftToTheNextStep() throws SQLException {
        var context = context("index_table", 1);
        var builder = new EarlyIndexes(connections, context, List.of(new EarlyWork(List.of(index("a")), List.of())));
        var built = start(builder);
        awaitBuilding(1);

        assertThat(builder.offer(List.of(new EarlyWork(List.of(wrong(), index("b")), List.of()))))
                .isTrue();
        execute("select pg_advisory_unlock(77)");

        assertThat(built.join()).contains(2);
        assertThat(indexes()).isEqualTo("a b");
        assertThat(context.lines()).anyMatch(line -> line.startsWith("Creating w failed"));
    }

    private static IndexJob wrong() {
        return new IndexJob("wrong", 9, List.of(new DdlStatement("Creating w", "create index on public.t (no)", null)));
    }

    private CompletableFuture<Optional<Integer>> start(RecordingContext<MigrationParams> context, String... names) {
        return start(
                context,
                new EarlyWork(Stream.of(names).map(EarlyIndexesIT::index).toList(), List.of()));
    }

    private CompletableFuture<Optional<Integer>> start(RecordingContext<MigrationParams> context, EarlyWork work) {
        return start(new EarlyIndexes(connections, context, List.of(work)));
    }

    private static CompletableFuture<Optional<Integer>> start(EarlyIndexes builder) {
        var built = new CompletableFuture<Optional<Integer>>();
        // not in the common pool, which may have one thread: they wait for each other
        new Thread(() -> {
                    try {
                        built.complete(builder.build());
                    } catch (SQLException | RuntimeException e) {
                        built.completeExceptionally(e);
                    }
                })
                .start();
        return built;
    }

    private static IndexJob index(String name) {
        return index(name, 1);
    }

    private static IndexJob index(String name, double cost) {
        return new IndexJob(
                name,
                cost,
                List.of(new DdlStatement(
                        "Creating index " + name,
                        "create index " + name + " on public.t (public.held(n))",
                        new DdlStatement.Condition("select to_regclass(?) is not null", List.of("public." + name)))));
    }

    /** @param number of the attempt, and of the instance where the task is one of partitions */
    private static RecordingContext<MigrationParams> context(String taskId, int number) {
        int mapIndex = taskId.equals("index_partition") ? number : 0;
        return new RecordingContext<>(
                MigrationDefaults.from(Map.of()),
                new Attempt("migration", "run", taskId, mapIndex, "", 1, number),
                Collections.synchronizedList(new ArrayList<>()));
    }

    private int free(String taskId, int number) throws SQLException {
        return new BuildPlaces(context(taskId, number)).free(gate);
    }

    private void awaitBuilding(int number) {
        await().atMost(Duration.ofSeconds(20)).until(() -> building() == number);
    }

    private int building() throws SQLException {
        return Integer.parseInt(ask("""
                select count(*) from pg_stat_activity
                 where datname = current_database() and query ~ '^create index' and wait_event_type = 'Lock'
                """));
    }

    private String indexes() throws SQLException {
        return ask("select string_agg(indexname, ' ' order by indexname) from pg_indexes where schemaname = 'public'");
    }

    private void execute(String sql) throws SQLException {
        try (var statement = gate.createStatement()) {
            statement.execute(sql);
        }
    }

    private String ask(String sql) throws SQLException {
        try (var statement = gate.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
