package dev.dagrunr.migration.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.dagrunr.testsupport.PostgresExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TransferFaultsIT {
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

    private static TableLoad table(String name, String kind, int rows) {
        Servers.execute(servers.source(), "create table public." + name + " (id int primary key, t text)");
        Servers.execute(servers.target(), "create " + kind + " table public." + name + " (id int, t text)");
        Servers.execute(
                servers.source(),
                "insert into public." + name + " select i, repeat('z', 60) from generate_series(1, " + rows + ") i");
        var load = servers.load(name, "id");
        return load.withReading(load.reading().withConsistent(true));
    }

    private static CompletableFuture<TransferResult> start(PartitionLoad load, long epoch, TransferListener listener) {
        return CompletableFuture.supplyAsync(
                () -> servers.transfer()
                        .run(load, new Attempt(load.table().target().table(), epoch), listener),
                task -> new Thread(task).start());
    }

    private static void assertEqual(String name) {
        assertThat(servers.checksums(name)).matches(report -> report.passed(), "equal");
    }

    @Test
    void losesAndDoublesNothingWhenSessionsAreEnded() {
        var load = PartitionLoad.whole(table("killed", "unlogged", 40_000));
        var seed = System.nanoTime();
        var random = new Random(seed);
        var failures = 0;
        for (var epoch = 1; ; epoch++) {
            // a fast server could be done before the first random moment comes
            var running = start(load, epoch, epoch == 1 ? endingSessions(random) : TransferListener.SILENT);
            CompletableFuture.delayedExecutor(random.nextInt(150), TimeUnit.MILLISECONDS)
                    .execute(() -> endSessions(random.nextBoolean()));
            try {
                running.join();
                break;
            } catch (CompletionException e) {
                failures++;
                assertThat(e.getCause())
                        .as("seed %d", seed)
                        .isInstanceOfSatisfying(
                                TransferException.class,
                                cause -> assertThat(cause.code())
                                        .as(cause.getMessage())
                                        .isEqualTo(TransferErrorCode.CONNECTION_LOST));
            }
        }

        assertThat(failures).as("seed %d", seed).isPositive();
        assertEqual("killed");
    }

    private static TransferListener endingSessions(Random random) {
        return new TransferListener() {
            @Override
            public void log(String line) {
                endSessions(random.nextBoolean());
            }
        };
    }

    private static void endSessions(boolean ofTarget) {
        Servers.execute(
                ofTarget ? servers.target() : servers.source(),
                "select pg_terminate_backend(pid) from pg_stat_activity"
                        + " where datname = current_database() and application_name like 'dagrunr public.killed%'");
    }

    @Test
    void anAttemptThatWasOvertakenCommitsNothingMore() {
        var load = PartitionLoad.whole(table("overtaken", "", 20_000));
        var gate = new CompletableFuture<Void>();
        var standing = new CompletableFuture<Void>();
        var old = start(load, 1, new TransferListener() {
            @Override
            public void log(String line) {
                // As if the process were stopped: its sessions are open, one of them with the old fence.
                standing.complete(null);
                gate.join();
            }
        });
        CompletableFuture.anyOf(standing, old).join();

        var listener = new RecordingListener();
        assertThat(start(load, 2, listener).join().rows()).isEqualTo(20_000);
        assertThat(listener.lines).anyMatch(line -> line.startsWith("Ended 1 session"));
        gate.complete(null);
        assertThatThrownBy(old::join).hasCauseInstanceOf(TransferException.class);
        assertEqual("overtaken");

        assertThatThrownBy(() -> start(load, 1, TransferListener.SILENT).join())
                .cause()
                .isInstanceOfSatisfying(
                        TransferException.class, e -> assertThat(e.code()).isEqualTo(TransferErrorCode.FENCED_OFF));
        assertEqual("overtaken");
    }

    @Test
    void theFenceHoldsEvenForASessionThatNobodyEnded() throws SQLException {
        var load = PartitionLoad.whole(table("fenced", "", 1_000));
        try (var session = servers.target().dataSource().getConnection()) {
            session.setAutoCommit(false);
            var old = new Checkpoints(
                    session, TargetTable.read(session, load.table().target()), load, new Attempt("fenced", 1));
            old.begin(new Origin(0, ""));
            session.commit();
            start(load, 2, TransferListener.SILENT).join();

            assertThat(old.claim(99, List.of())).isFalse();
        }
    }

    @Test
    void aTruncationAlsoFencesOff() throws SQLException {
        var load = PartitionLoad.whole(table("truncated", "", 1_000));
        try (var session = servers.target().dataSource().getConnection()) {
            session.setAutoCommit(false);
            var old = new Checkpoints(
                    session, TargetTable.read(session, load.table().target()), load, new Attempt("truncated", 1));
            old.begin(new Origin(0, ""));
            session.commit();
            assertThat(old.claim(1, List.of())).isTrue();
            session.rollback();
            Servers.execute(servers.target(), "truncate public.truncated");

            assertThat(old.claim(1, List.of())).isFalse();
        }
    }

    @Test
    void cancelsWithinASecondWhileTheTargetIsBusy() throws SQLException {
        var load = PartitionLoad.whole(table("cancelled", "", 1_000));
        var listener = new RecordingListener();
        try (var blocker = locked("cancelled")) {
            var running = start(load, 1, listener);
            awaitBlocked();

            assertCancelled(running, () -> listener.cancel.join().run());
            blocker.rollback();
        }
        assertThat(start(load, 2, TransferListener.SILENT).join().rows()).isEqualTo(1_000);
        assertEqual("cancelled");
    }

    @Test
    void anInterruptCancelsWithinASecond() throws SQLException {
        var load = PartitionLoad.whole(table("interrupted", "", 1_000));
        var thread = new CompletableFuture<Thread>();
        try (var blocker = locked("interrupted")) {
            var running = new CompletableFuture<TransferResult>();
            var worker = new Thread(() -> {
                thread.complete(Thread.currentThread());
                try {
                    running.complete(
                            servers.transfer().run(load, new Attempt("interrupted", 1), TransferListener.SILENT));
                } catch (TransferException e) {
                    running.completeExceptionally(new CompletionException(e));
                }
            });
            worker.start();
            awaitBlocked();

            assertCancelled(running, () -> thread.join().interrupt());
            blocker.rollback();
        }
    }

    @Test
    void cancelsWithinASecondInTheMiddleOfTheRows() {
        var load = PartitionLoad.whole(new TableLoad(
                new TableAddress("from", "public", "streaming"),
                new TableAddress("to", "public", "streaming"),
                List.of("id", "t"),
                List.of(),
                0,
                0,
                Reading.DEFAULT.withChunkRows(Integer.MAX_VALUE)));
        table("streaming", "", 400_000);
        var listener = new RecordingListener();
        var running = start(load, 1, listener);
        await().atMost(Duration.ofSeconds(10)).until(() -> !listener.lines.isEmpty());

        assertCancelled(running, () -> listener.cancel.join().run());
        start(load, 2, TransferListener.SILENT).join();
        assertEqual("streaming");
    }

    private static Connection locked(String table) throws SQLException {
        var blocker = servers.target().dataSource().getConnection();
        blocker.setAutoCommit(false);
        try (var statement = blocker.createStatement()) {
            statement.execute("lock table public." + table + " in share mode");
        }
        return blocker;
    }

    private static void awaitBlocked() {
        await().atMost(Duration.ofSeconds(10))
                .until(() -> Servers.ask(
                                servers.target(),
                                "select exists (select from pg_locks where not granted and locktype = 'relation')")
                        .equals("t"));
    }

    private static void assertCancelled(CompletableFuture<TransferResult> running, Runnable cancel) {
        cancel.run();
        assertThat(running)
                .failsWithin(Duration.ofSeconds(1))
                .withThrowableThat()
                .havingCause()
                .isInstanceOfSatisfying(
                        TransferException.class, e -> assertThat(e.code()).isEqualTo(TransferErrorCode.CANCELLED));
    }
}
