package dev.dagrunr.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.NoParams;
import dev.dagrunr.dag.RunState;
import dev.dagrunr.testsupport.PostgresExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Runs that are triggered in a transaction of the caller's exist if and only if that commits. */
class CallersTransactionIT {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final NoParams NONE = new NoParams();
    private static final Dag<NoParams> DAG = dag();

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.create();

    private static HikariDataSource pool;
    private static DagRunr dagrunr;

    private static Dag<NoParams> dag() {
        var dag = Dag.named("invoice").maxActiveRuns(4);
        dag.task("send").runs(Integer.class, context -> 1);
        return dag.build();
    }

    @BeforeAll
    static void start() throws SQLException {
        pool = Pools.of(POSTGRES.database());
        dagrunr = DagRunr.configure().dataSource(pool).dags(DAG).parallelism(4).start();
        try (var connection = begin()) {
            execute(connection, "create table orders (id text primary key)");
            connection.commit();
        }
    }

    @AfterAll
    static void stop() {
        dagrunr.close();
    }

    private static Connection begin() throws SQLException {
        var connection = POSTGRES.database().dataSource().getConnection();
        connection.setAutoCommit(false);
        return connection;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static TriggerOptions runId(String id) {
        return TriggerOptions.defaults().withRunId(id);
    }

    private static RunHandle triggerWithOrder(Connection connection, String id) throws SQLException {
        execute(connection, "insert into orders values ('" + id + "')");
        return dagrunr.runner(DAG).trigger(connection, NONE, runId(id));
    }

    private static boolean exists(String id) {
        return dagrunr.runs(DAG.id(), 100).stream().anyMatch(run -> run.runId().equals(id));
    }

    @Test
    void aRunStartsAfterTheCommit() throws Exception {
        try (var connection = begin()) {
            var run = triggerWithOrder(connection, "committed");
            assertThat(exists("committed")).isFalse();
            assertThatThrownBy(run::state)
                    .hasMessage("There is no run 'committed' of DAG 'invoice': it was deleted, or the transaction that"
                            + " triggered it has not been committed");

            connection.commit();

            assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
            assertThat(run.info().runId()).isEqualTo("committed");
        }
    }

    @Test
    void aRunGoesWithTheRollback() throws SQLException {
        try (var connection = begin()) {
            triggerWithOrder(connection, "rolled_back");
            connection.rollback();
        }
        assertThat(exists("rolled_back")).isFalse();
        assertThat(Rows.of(pool, "select id from orders where id = 'rolled_back'"))
                .isEmpty();
    }

    @Test
    void aRunGoesWithTheConnectionThatBreaks() throws SQLException {
        var connection = begin();
        triggerWithOrder(connection, "broken");

        connection.abort(Runnable::run);

        // the server notices the end of the session a moment later; until then the row is there, for nobody to see
        Awaitility.await().atMost(LONG).untilAsserted(() -> {
            try (var other = begin()) {
                triggerWithOrder(other, "broken");
                other.rollback();
            }
        });
        assertThat(exists("broken")).isFalse();
    }

    @Test
    void aTransactionGoesOnAfterARunThatExists() throws Exception {
        try (var connection = begin()) {
            triggerWithOrder(connection, "first");
            assertThatThrownBy(() -> dagrunr.runner(DAG).trigger(connection, NONE, runId("first")))
                    .isInstanceOfSatisfying(
                            DagRunrException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RUN_EXISTS));
            var same =
                    dagrunr.runner(DAG).trigger(connection, NONE, runId("first").attachToExisting());
            connection.commit();
            assertThat(same.await(LONG)).isEqualTo(RunState.SUCCESS);
        }
    }

    @Test
    void anOpenTransactionHoldsUpNoOtherRun() throws Exception {
        try (var connection = begin()) {
            triggerWithOrder(connection, "open");
            for (int n = 0; n < 10; n++) {
                assertThat(dagrunr.runner(DAG).trigger(NONE).await(LONG)).isEqualTo(RunState.SUCCESS);
            }
            connection.rollback();
        }
    }

    @Test
    void refusesAConnectionThatCommitsByItself() throws SQLException {
        try (var connection = begin()) {
            connection.setAutoCommit(true);
            assertThatThrownBy(() -> dagrunr.runner(DAG).trigger(connection, NONE, runId("auto")))
                    .hasMessage("The connection commits each statement by itself; call setAutoCommit(false) before the"
                            + " trigger");
        }
    }
}
