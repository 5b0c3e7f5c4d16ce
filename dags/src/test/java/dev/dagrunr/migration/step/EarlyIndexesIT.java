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
import dev.dagrunr.migration.step.Maintenance.Job;
import dev.dagrunr.testsupport.Database;
import dev.dagrunr.testsupport.PostgresExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
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
        var built = start(context("index_table", 1), 9, "a", "b", "c", "d", "e", "f");
        awaitBuilding(4);
        assertThat(start(context("index_partition", 1), 9, "g").join()).isEmpty();
        assertThat(building()).isEqualTo(4);
        assertThat(free("index_partition", 1)).isZero();

        execute("select pg_advisory_unlock(77)");
        assertThat(built.join()).contains(6);
        assertThat(indexes()).isEqualTo("a b c d e f");
        assertThat(free("index_partition", 1)).isEqualTo(4);
    }

    @Test
    void buildsNoMoreAtOnceThanItIsTold() throws SQLException {
        var built = start(context("index_table", 1), 2, "a", "b", "c");
        awaitBuilding(2);
        assertThat(free("index_partition", 1)).isEqualTo(2);

        execute("select pg_advisory_unlock(77)");
        assertThat(built.join()).contains(3);
    }

    @Test
    void twoTasksOfATableShareItsIndexes() throws SQLException {
        var one = start(context("index_partition", 1), 2, "a", "b");
        awaitBuilding(2);
        var other = start(context("index_partition", 2), 2, "a", "b", "c");
        awaitBuilding(3);

        execute("select pg_advisory_unlock(77)");
        assertThat(Stream.of(one, other).map(task -> task.join().orElseThrow())).containsExactly(2, 1);
    }

    /** A process that was stopped keeps its sessions; only the next attempt at the task may end them. */
    @Test
    void theNextAttemptEndsAllSessionsOfTheOneBefore() throws SQLException {
        var stopped = start(context("index_table", 1), 4, "a", "b", "c", "d", "e");
        awaitBuilding(4);
        assertThat(free("index_partition", 1)).isZero();
        assertThat(new BuildPlaces(context("index_table", 2)).free(gate)).isEqualTo(4);

        var next = start(context("index_table", 2), 4, "a", "b", "c", "d", "e");
        assertThatThrownBy(stopped::join).hasRootCauseInstanceOf(SQLException.class);
        execute("select pg_advisory_unlock(77)");

        assertThat(next.join()).contains(5);
        assertThat(indexes()).isEqualTo("a b c d e");
    }

    @Test
    void anIndexThatCannotBeBuiltIsSaidAndLeavesNoLockBehind() throws SQLException {
        execute("select pg_advisory_unlock(77)");
        var wrong = new Job("wrong", 9, List.of(new DdlStatement("Creating w", "create index on public.t (no)", null)));
        var jobs = List.of(wrong, job("a"), job("b"));

        assertThatThrownBy(() -> new EarlyIndexes(connections, context("index_table", 1), jobs).build(4))
                .isInstanceOf(DdlException.class)
                .hasMessageContaining("Creating w");

        try (var session = TargetSession.open(connections, context("index_table", 1))) {
            assertThat(ask("select count(*) from pg_locks where locktype = 'advisory' and objsubid = 1 and database ="
                            + " (select oid from pg_database where datname = current_database())"))
                    .isEqualTo("0");
            assertThat(session.connection().getAutoCommit()).isTrue();
        }
        assertThat(new EarlyIndexes(connections, context("index_table", 2), List.of(job("a"), job("b"))).build(4))
                .isPresent();
        assertThat(indexes()).isEqualTo("a b");
    }

    private CompletableFuture<Optional<Integer>> start(
            RecordingContext<MigrationParams> context, int sessions, String... names) {
        var jobs = Stream.of(names).map(EarlyIndexesIT::job).toList();
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return new EarlyIndexes(connections, context, jobs).build(sessions);
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                },
                // the common pool may have one thread, and they wait for each other
                task -> new Thread(task).start());
    }

    private static Job job(String name) {
        return new Job(
                name,
                1,
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
                new ArrayList<>());
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
