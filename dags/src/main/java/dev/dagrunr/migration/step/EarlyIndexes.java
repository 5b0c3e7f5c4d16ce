package dev.dagrunr.migration.step;

import dev.dagrunr.dag.TaskContext;
import dev.dagrunr.migration.MigrationParams;
import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.migration.step.Maintenance.Job;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Builds the indexes of one task's tables, several at once: in the thread of the task, and in as many beside it as there are
 * places for. Each has a session of its own. Runs once.
 */
final class EarlyIndexes {
    private final Connections connections;
    private final TaskContext<MigrationParams> context;
    private final BuildPlaces places;
    private final Queue<Job> rest;
    private final int jobs;
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicInteger executed = new AtomicInteger();
    private volatile boolean ending;
    private @Nullable Exception failure;

    EarlyIndexes(Connections connections, TaskContext<MigrationParams> context, List<Job> jobs) {
        this.connections = connections;
        this.context = context;
        this.places = new BuildPlaces(context);
        this.rest = new ConcurrentLinkedQueue<>(jobs);
        this.jobs = jobs.size();
    }

    /**
     * @param sessions at most
     * @return how many statements had something to do; empty when jobs are left because all places were taken meanwhile
     */
    @SuppressWarnings("try") // the registration is there to be held
    Optional<Integer> build(int sessions) throws SQLException {
        try (var stop = context.onCancel(() -> ending = true);
                var first = TargetSession.fencedFirst(connections, context)) {
            var others = IntStream.rangeClosed(2, Math.min(sessions, jobs))
                    .mapToObj(
                            number -> CompletableFuture.runAsync(() -> buildBeside(first), task -> begin(task, number)))
                    .toArray(CompletableFuture<?>[]::new);
            noting(() -> work(first));
            CompletableFuture.allOf(others).join();
        }
        throwFailure();
        return rest.isEmpty() ? Optional.of(executed.get()) : Optional.empty();
    }

    private void begin(Runnable task, int number) {
        var thread = new Thread(task, context.attempt().taskName() + " " + number);
        thread.setDaemon(true);
        thread.start();
    }

    private void buildBeside(TargetSession first) {
        noting(() -> {
            try (var session = first.beside(context)) {
                work(session);
            }
        });
    }

    private void work(TargetSession session) throws SQLException {
        while (!ending) {
            try (var place = places.take(session.connection())) {
                var job = place == null ? null : rest.poll();
                if (job == null) {
                    return;
                }
                build(session, job);
            }
        }
    }

    private void build(TargetSession session, Job job) throws SQLException {
        // the tasks of two partitions of a table may both have come last
        try (var own = job.lock(context).tryTake(session.connection())) {
            if (own != null) {
                executed.addAndGet(job.run(session, context));
            }
            context.progress(done.incrementAndGet(), jobs);
        }
    }

    private interface Work {
        void run() throws SQLException;
    }

    /** The first failure lets the others end what they have begun, and no more. */
    private void noting(Work work) {
        try {
            work.run();
        } catch (SQLException | RuntimeException e) {
            ending = true;
            note(e);
        }
    }

    private synchronized void note(Exception e) {
        if (failure == null) {
            failure = e;
        } else {
            failure.addSuppressed(e);
        }
    }

    private synchronized void throwFailure() throws SQLException {
        if (failure instanceof SQLException e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
    }
}
