package dev.dagrunr.engine.internal.job;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.engine.internal.signal.Signal;
import dev.dagrunr.engine.internal.signal.SignalBus;
import dev.dagrunr.testsupport.Database;
import dev.dagrunr.testsupport.PostgresServer;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Prints how long a ticket takes from its commit to its handler, how long a chain of them takes and how many a node works
 * off in a second, with and without a wait for the disk in JobRunr's own transactions. Not a test: the figures depend on
 * the machine.
 */
public final class LatencyMain {

    private static final int ROUNDS = 400;
    private static final int WARM_UP = 200;
    private static final int CHAIN = 50;
    private static final int BULK = 10_000;

    private final HikariDataSource pool;
    private final HikariDataSource queuePool;

    private LatencyMain(Database database, boolean asynchronousCommit) throws SQLException {
        this.pool = poolOf(database, false);
        this.queuePool = poolOf(database, asynchronousCommit);
        JobQueue.migrate(pool);
        new Jobs(pool).execute("truncate jobrunr_jobs");
    }

    public static void main(String[] arguments) throws Exception {
        try (PostgresServer server = PostgresServer.create()) {
            Database database = server.createDatabase("latency");
            for (boolean asynchronousCommit : new boolean[] {false, true}) {
                System.out.println("synchronous_commit " + (asynchronousCommit ? "off" : "on"));
                var latency = new LatencyMain(database, asynchronousCommit);
                latency.sameNode();
                latency.otherNode();
                latency.chain();
                latency.bulk();
                latency.pool.close();
                latency.queuePool.close();
            }
        }
    }

    private static HikariDataSource poolOf(Database database, boolean asynchronousCommit) {
        var config = new HikariConfig();
        config.setDataSource(database.dataSource());
        config.setMaximumPoolSize(20);
        if (asynchronousCommit) {
            config.setConnectionInitSql("set synchronous_commit = off");
        }
        return new HikariDataSource(config);
    }

    private void sameNode() throws Exception {
        BlockingQueue<Long> starts = new LinkedBlockingQueue<>();
        try (JobQueue queue = open("same", 4, (taskInstanceId, epoch, progress) -> starts.add(System.nanoTime()))) {
            queue.start();
            print("same node", rounds(queue, queue::wakeUp, starts));
        }
    }

    private void otherNode() throws Exception {
        BlockingQueue<Long> starts = new LinkedBlockingQueue<>();
        try (JobQueue here = open("here", 1, (taskInstanceId, epoch, progress) -> {});
                JobQueue there = open("there", 4, (taskInstanceId, epoch, progress) -> starts.add(System.nanoTime()));
                SignalBus hereBus = SignalBus.open(queuePool, "here");
                SignalBus thereBus = SignalBus.open(queuePool, "there")) {
            thereBus.subscribe(signal -> there.wakeUp());
            hereBus.start();
            thereBus.start();
            there.start();
            print("other node", rounds(here, () -> hereBus.publish(new Signal.WorkAvailable()), starts));
        }
    }

    private long[] rounds(JobQueue queue, Runnable wakeUp, BlockingQueue<Long> starts) throws Exception {
        var jobs = new Jobs(pool);
        var latencies = new long[ROUNDS];
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            jobs.enqueue(queue, Jobs.ticket(1));
            long committed = System.nanoTime();
            wakeUp.run();
            long latency = starts.take() - committed;
            if (round >= 0) {
                latencies[round] = latency;
            }
        }
        Arrays.sort(latencies);
        return latencies;
    }

    private static void print(String what, long[] sorted) {
        System.out.printf(
                "  %s: median %.1f ms, 95th percentile %.1f ms, longest %.1f ms%n",
                what,
                sorted[sorted.length / 2] / 1e6,
                sorted[sorted.length * 95 / 100] / 1e6,
                sorted[sorted.length - 1] / 1e6);
    }

    private void chain() throws Exception {
        var jobs = new Jobs(pool);
        var done = new LinkedBlockingQueue<Boolean>();
        var self = new JobQueue[1];
        try (JobQueue queue = open("chain", 4, (taskInstanceId, epoch, progress) -> {
            if (taskInstanceId == CHAIN) {
                done.add(true);
            } else {
                enqueue(jobs, self[0], taskInstanceId + 1);
            }
        })) {
            self[0] = queue;
            queue.start();
            for (int round = 0; round < 5; round++) {
                long begin = System.nanoTime();
                enqueue(jobs, queue, 1);
                done.take();
                System.out.printf("  chain of %d: %.0f ms%n", CHAIN, (System.nanoTime() - begin) / 1e6);
            }
        }
    }

    private static void enqueue(Jobs jobs, JobQueue queue, long taskInstanceId) {
        try {
            jobs.enqueue(queue, Jobs.ticket(taskInstanceId));
            queue.wakeUp();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void bulk() throws Exception {
        var jobs = new Jobs(pool);
        var remaining = new CountDownLatch(BULK);
        try (JobQueue queue = open("bulk", 8, (taskInstanceId, epoch, progress) -> remaining.countDown())) {
            long begin = System.nanoTime();
            jobs.enqueue(queue, Jobs.tickets(1, BULK));
            double enqueued = (System.nanoTime() - begin) / 1e9;
            queue.start();
            begin = System.nanoTime();
            remaining.await();
            System.out.printf(
                    "  %d jobs: enqueued in %.1f s, worked off by 8 workers at %.0f a second%n",
                    BULK, enqueued, BULK / ((System.nanoTime() - begin) / 1e9));
        }
    }

    private JobQueue open(String nodeName, int parallelism, AttemptHandler handler) {
        return JobQueue.open(queuePool, JobQueueSettings.of(nodeName, parallelism), handler, new RecordingActions());
    }
}
