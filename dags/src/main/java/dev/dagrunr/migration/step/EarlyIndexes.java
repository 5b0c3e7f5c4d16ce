package dev.dagrunr.migration.step;

import dev.dagrunr.dag.TaskContext;
import dev.dagrunr.migration.MigrationParams;
import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.migration.ddl.DdlException;
import dev.dagrunr.migration.step.Maintenance.Job;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Builds indexes of complete tables while rows of others move, and analyzes each table behind its indexes: those that one
 * task brings, and those that other tasks of the run hand over while it works. The costliest is begun first. As many are
 * built at once as there are places for: in the thread of the task, and in threads beside it, each with a session of its
 * own. An index that cannot be built hinders no other; what may succeed later ends all, for the next attempt. Runs once.
 * Thread-safe.
 */
final class EarlyIndexes {
    private static final long PLACE_AGAIN_MILLIS = 200;
    /** A build with the workers that PostgreSQL gives it by default takes the processor of this many others. */
    private static final int PLACES_OF_WORKERS = 2;

    private final Connections connections;
    private final TaskContext<MigrationParams> context;
    private final BuildPlaces places;

    private final Queue<Step> rest = new PriorityQueue<>(
            Comparator.comparingDouble((Step step) -> step.job.cost()).reversed());
    private final List<CompletableFuture<?>> helpers = new ArrayList<>();
    private int sessions = 1;
    private int busy;
    private int added;
    private int done;
    private int executed;
    private boolean closed;
    private boolean ending;
    private @Nullable TargetSession first;
    private @Nullable Exception failure;

    /** @param own of the tables of this task, which fails when one of their indexes cannot be built */
    EarlyIndexes(Connections connections, TaskContext<MigrationParams> context, List<EarlyWork> own) {
        this.connections = connections;
        this.context = context;
        this.places = new BuildPlaces(context);
        own.forEach(work -> add(new Table(work, true)));
    }

    /** @param index or else statistics */
    private record Step(Job job, Table table, boolean index) {}

    private static final class Table {
        private final boolean own;
        private final List<IndexJob> indexes;
        private final List<Job> statistics;
        private int indexesLeft;

        Table(EarlyWork work, boolean own) {
            this.own = own;
            this.indexes = work.indexes();
            this.indexesLeft = indexes.size();
            this.statistics = work.statistics().stream()
                    .map(statement -> new Job(statement.purpose(), 0, List.of(statement)))
                    .toList();
        }
    }

    /**
     * What cannot be built of it is left to {@code create_indexes}, which fails then.
     *
     * @return false when it has ended, or is about to
     */
    synchronized boolean offer(List<EarlyWork> tables) {
        if (closed || ending) {
            return false;
        }
        tables.forEach(work -> add(new Table(work, false)));
        callHelper();
        notifyAll();
        return true;
    }

    private void add(Table table) {
        table.indexes.forEach(index -> rest.add(new Step(index.job(), table, true)));
        added += table.indexes.size() + table.statistics.size();
        if (table.indexes.isEmpty()) {
            analyze(table);
        }
    }

    private void analyze(Table table) {
        table.statistics.forEach(job -> rest.add(new Step(job, table, false)));
    }

    /** @return how many statements had something to do; empty when some are left because others have all places */
    @SuppressWarnings("try") // the registration is there to be held
    Optional<Integer> build() throws SQLException {
        try (var stop = context.onCancel(this::end);
                var session = TargetSession.fencedFirst(connections, context)) {
            begin(session);
            noting(() -> work(session));
            helpers().forEach(CompletableFuture::join);
        } finally {
            close();
        }
        throwFailure();
        return rest.isEmpty() ? Optional.of(executed) : Optional.empty();
    }

    private synchronized void begin(TargetSession session) {
        first = session;
        callHelper();
    }

    private synchronized List<CompletableFuture<?>> helpers() {
        return List.copyOf(helpers);
    }

    private synchronized void close() {
        closed = true;
        notifyAll();
    }

    private synchronized void end() {
        ending = true;
        notifyAll();
    }

    /** One more session, when there is something for it to do. */
    private synchronized void callHelper() {
        var beside = first;
        if (beside == null
                || closed
                || ending
                || rest.isEmpty()
                || sessions >= places.number()
                || sessions > busy + rest.size()) {
            return;
        }
        int number = ++sessions;
        helpers.add(CompletableFuture.runAsync(
                () -> noting(() -> {
                    try (var session = beside.beside(context)) {
                        work(session);
                    }
                }),
                task -> begin(task, number)));
    }

    private void begin(Runnable task, int number) {
        var thread = new Thread(task, context.attempt().taskName() + " " + number);
        thread.setDaemon(true);
        thread.start();
    }

    private void work(TargetSession session) throws SQLException {
        while (hasWork()) {
            try (var place = places.take(session.connection())) {
                if (place == null) {
                    waitForPlace();
                } else {
                    work(session, next());
                }
            }
        }
    }

    private void work(TargetSession session, @Nullable Step step) throws SQLException {
        if (step == null) {
            return;
        }
        callHelper();
        try {
            run(session, step.job);
        } catch (DdlException e) {
            if (e.passing()) {
                throw e;
            }
            refused(step, e);
        }
        done(step);
    }

    /** Waits while there is nothing to begin, and something is being done that more may follow. */
    private synchronized boolean hasWork() {
        while (!closed && !ending) {
            if (!rest.isEmpty()) {
                return true;
            }
            if (busy == 0) {
                close();
            } else {
                waitFor(0);
            }
        }
        return false;
    }

    /** Without a place in any of its sessions a task gives its worker back. */
    private synchronized void waitForPlace() {
        if (busy == 0) {
            close();
        } else {
            waitFor(PLACE_AGAIN_MILLIS);
        }
    }

    private synchronized @Nullable Step next() {
        var step = rest.poll();
        busy += step == null ? 0 : 1;
        return step;
    }

    @SuppressWarnings("WaitNotInLoop") // whoever has waited looks again
    private void waitFor(long millis) {
        try {
            wait(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end();
        }
    }

    private synchronized void done(Step step) {
        busy--;
        done++;
        if (step.index && --step.table.indexesLeft == 0) {
            analyze(step.table);
        }
        context.progress(done, added);
        notifyAll();
    }

    private void run(TargetSession session, Job job) throws SQLException {
        // the tasks of two partitions of a table may both have come last, also on two nodes
        try (var own = RunLock.of(context, "early", job.name()).tryTake(session.connection())) {
            if (own != null) {
                int count = job.run(isAlone(session) ? session : session.withoutParallelWorkers(), context);
                synchronized (this) {
                    executed += count;
                }
            }
        }
    }

    private boolean isAlone(TargetSession session) throws SQLException {
        synchronized (this) {
            if (busy > 1 || !rest.isEmpty()) {
                return false;
            }
        }
        return places.unused(session.connection()) >= PLACES_OF_WORKERS;
    }

    private void refused(Step step, DdlException refusal) {
        if (step.table.own) {
            note(refusal);
        } else {
            context.log().warn(refusal.getMessage() + "; left to what follows the rows");
        }
    }

    private interface Work {
        void run() throws SQLException;
    }

    /** A session that fails lets the others end what they have begun, and no more. */
    private void noting(Work work) {
        try {
            work.run();
        } catch (SQLException | RuntimeException e) {
            end();
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
