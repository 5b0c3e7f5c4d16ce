package dev.dagrunr.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.dag.Body;
import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.NoParams;
import dev.dagrunr.dag.RetryPolicy;
import dev.dagrunr.dag.RunState;
import dev.dagrunr.engine.internal.store.InstanceReport;
import dev.dagrunr.engine.internal.store.InstanceStore;
import dev.dagrunr.engine.internal.store.RepairStore;
import dev.dagrunr.engine.view.InstanceView;
import dev.dagrunr.testsupport.PostgresExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an attempt found done stands beside its progress, as long as that does. */
class ResumedProgressIT {
    private static final Duration LONG = Duration.ofSeconds(30);

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.create();

    private static HikariDataSource pool;
    private DagRunr dagrunr;

    @BeforeAll
    static void openPool() {
        pool = Pools.of(POSTGRES.database());
    }

    @AfterAll
    static void closePool() {
        pool.close();
    }

    @AfterEach
    void stop() {
        dagrunr.close();
    }

    private RunHandle start(String id, RetryPolicy retries, Body.Of0<NoParams, String> body) {
        var dag = Dag.named(id);
        dag.task("only").retries(retries).runs(String.class, body);
        return start(dag.build());
    }

    private RunHandle start(Dag<NoParams> dag) {
        dagrunr = DagRunr.configure().dataSource(pool).dags(dag).parallelism(2).start();
        return dagrunr.runner(dag).trigger(new NoParams());
    }

    /** Done, resumed, bytes and resumed bytes. */
    private static List<Long> of(TaskInstanceInfo task) {
        return List.of(task.progressDone(), task.resumedDone(), task.progressBytes(), task.resumedBytes());
    }

    private static List<Long> of(InstanceView task) {
        return List.of(task.progressDone(), task.resumedDone(), task.progressBytes(), task.resumedBytes());
    }

    @Test
    void isStoredWithTheProgressThatCountsIt() throws InterruptedException {
        var run = start("resuming", RetryPolicy.none(), context -> {
            context.resumed(900, 9_000);
            context.progress(950, 1_000, 9_500);
            return "";
        });

        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertThat(of(run.tasks().get(0))).containsExactly(950L, 900L, 9_500L, 9_000L);
        assertThat(of(dagrunr.view().instance(run.info().key(), "only", -1).orElseThrow()))
                .containsExactly(950L, 900L, 9_500L, 9_000L);
    }

    @Test
    void isNeverMoreThanIsDone() throws InterruptedException {
        var run = start("hasty", RetryPolicy.none(), context -> {
            context.progress(5, 1_000, 50);
            context.resumed(900, 9_000);
            return "";
        });

        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertThat(of(run.tasks().get(0))).containsExactly(5L, 5L, 50L, 50L);
    }

    @Test
    void anotherTryHasFoundNothingUntilItSaysSo() throws InterruptedException {
        var run = start("silent", RetryPolicy.fixedDelay(1, Duration.ZERO), context -> {
            if (context.attempt().tryNumber() == 1) {
                context.resumed(900, 9_000);
                context.progress(950, 1_000, 9_500);
                throw new IllegalStateException("lost");
            }
            return "";
        });

        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertThat(of(run.tasks().get(0))).containsExactly(0L, 0L, 0L, 0L);
    }

    @Test
    void aCopyOfTheRunHasIt() throws InterruptedException {
        var dag = Dag.named("copied");
        var first = dag.task("first").runs(String.class, context -> {
            context.resumed(900, 9_000);
            context.progress(950, 1_000, 9_500);
            return "";
        });
        dag.task("second").reads(first).retries(RetryPolicy.none()).runs(String.class, (value, context) -> {
            throw new IllegalStateException("fails");
        });
        var run = start(dag.build());
        assertThat(run.await(LONG)).isEqualTo(RunState.FAILED);

        assertThat(of(run.rerunFailed().tasks().get(0))).containsExactly(950L, 900L, 9_500L, 9_000L);
    }

    /** Changes a running instance in a transaction that is rolled back. */
    private interface Change {
        void of(Connection connection, long id, int epoch) throws SQLException;
    }

    @Test
    void onlyTheAttemptThatRunsSaysItAndAClearOrALostNodeForgetsIt() throws Exception {
        var gate = new CountDownLatch(1);
        var run = start("held", RetryPolicy.none(), context -> {
            context.resumed(900, 9_000);
            context.progress(950, 1_000, 9_500);
            gate.await();
            return "";
        });
        await().atMost(LONG).until(() -> run.tasks().get(0).progressDone() == 950);

        assertThat(after(
                        run,
                        (connection, id, epoch) -> InstanceStore.saveProgress(
                                connection, List.of(new InstanceStore.Progress(id, epoch + 1, 7, 8, 9, 5, 6)))))
                .containsExactly(950L, 900L, 9_500L, 9_000L);
        assertThat(after(
                        run,
                        (connection, id, epoch) -> InstanceStore.saveProgress(
                                connection, List.of(new InstanceStore.Progress(id, epoch, 7, 8, 9, 5, 6)))))
                .containsExactly(7L, 5L, 9L, 6L);
        assertThat(after(
                        run,
                        (connection, id, epoch) -> InstanceStore.requeue(
                                connection,
                                InstanceStore.find(connection, run.info().key(), "only", -1)
                                        .orElseThrow(),
                                Instant.EPOCH)))
                .containsExactly(0L, 0L, 0L, 0L);
        assertThat(after(
                        run,
                        (connection, id, epoch) -> RepairStore.reset(
                                connection,
                                List.of(InstanceStore.find(
                                                connection, run.info().key(), "only", -1)
                                        .orElseThrow()),
                                List.of(1))))
                .containsExactly(0L, 0L, 0L, 0L);
        gate.countDown();
        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
    }

    private static List<Long> after(RunHandle run, Change change) throws SQLException {
        var task = run.tasks().get(0);
        try (var connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            change.of(connection, task.key(), task.epoch());
            var seen = of(InstanceReport.ofRun(connection, run.info().key()).get(0));
            connection.rollback();
            return seen;
        }
    }
}
