package dev.dagrunr.migration.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

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
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LaneIT {
    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    private Database target;
    private Connections connections;

    @BeforeEach
    void open() throws SQLException {
        target = postgres.createDatabase();
        connections = Connections.from(Map.of("DAGRUNR_CONN_POSTGRES_TARGET", target.uri()));
        ask("create table public.t (a int, b int)");
    }

    @AfterEach
    void close() {
        connections.close();
    }

    @Test
    void doesWhatNoOtherHasAndEndsWhenAllIsDone() throws SQLException {
        var first = job("a");
        try (var other = TargetSession.open(connections, context())) {
            lock(other.connection(), "a");
            var lane = start(1, first, job("b"));
            await().atMost(Duration.ofSeconds(10)).until(() -> exists("b"));
            assertThat(lane).isNotDone();
            assertThat(exists("a")).isFalse();

            other.execute(first.statements());
            other.connection().createStatement().execute("select pg_advisory_unlock_all()");
            assertThat(lane.join()).isEqualTo(1);
        }
    }

    @Test
    void doesWhatAnotherLeftWhenItsSessionEnded() throws SQLException {
        CompletableFuture<Integer> lane;
        try (var other = target.dataSource().getConnection()) {
            lock(other, "a");
            lane = start(1, job("a"), job("b"));
            await().atMost(Duration.ofSeconds(10)).until(() -> exists("b"));
        }

        assertThat(lane.join()).isEqualTo(2);
        assertThat(exists("a")).isTrue();
    }

    @Test
    void leavesAJobThatFailedToTheNextAttempt() throws SQLException {
        var wrong =
                new Job("wrong", 9, List.of(new DdlStatement("Creating", "create index w on public.t (none)", null)));
        assertThatThrownBy(() -> start(1, wrong).join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(DdlException.class);

        assertThat(ask("select count(*) from pg_locks where locktype = 'advisory' and database ="
                        + " (select oid from pg_database where datname = current_database())"))
                .isEqualTo("0");
    }

    private CompletableFuture<Integer> start(int number, Job... jobs) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (var session = TargetSession.open(connections, context())) {
                        return new Lane(number, 2).run(session, List.of(jobs), context());
                    } catch (SQLException e) {
                        throw new AssertionError(e);
                    }
                },
                // the common pool may have one thread, and they wait for each other
                task -> new Thread(task).start());
    }

    private static Job job(String column) {
        return new Job(
                column,
                1,
                List.of(new DdlStatement(
                        "Creating index " + column,
                        "create index i_" + column + " on public.t (" + column + ")",
                        new DdlStatement.Condition(
                                "select to_regclass(?) is not null", List.of("public.i_" + column)))));
    }

    private static RecordingContext<MigrationParams> context() {
        return RecordingContext.of("create_indexes", 1, MigrationDefaults.from(Map.of()));
    }

    private static void lock(Connection session, String job) throws SQLException {
        try (var statement = session.prepareStatement("select pg_advisory_lock(hashtextextended(?, 0))")) {
            statement.setString(1, "dagrunr\nrun\ncreate_indexes\n" + job);
            statement.execute();
        }
    }

    private boolean exists(String column) throws SQLException {
        return ask("select to_regclass('public.i_" + column + "') is not null").equals("t");
    }

    private String ask(String sql) throws SQLException {
        try (var session = target.dataSource().getConnection();
                var statement = session.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            try (var row = statement.getResultSet()) {
                row.next();
                return row.getString(1);
            }
        }
    }
}
