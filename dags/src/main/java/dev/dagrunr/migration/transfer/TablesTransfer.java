package dev.dagrunr.migration.transfer;

import dev.dagrunr.migration.connection.CancelWatch;
import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.migration.transform.Transformers;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves small tables one after the other on the same two sessions: to open some for each would take longer than its rows.
 * Each table has its own fence, checkpoints and failure. Confined to its thread; runs once.
 */
final class TablesTransfer {
    private static final Logger LOG = LoggerFactory.getLogger(TablesTransfer.class);

    private final Connections connections;
    private final Transformers transformers;
    private final Attempt attempt;
    private final TransferListener listener;
    private final Deque<TableLoad> rest;
    private final long expected;
    private final List<TransferResult> results = new ArrayList<>();
    private final List<TransferException> failures = new ArrayList<>();
    private Amount before = Amount.NONE;
    private Amount resumedBefore = Amount.NONE;
    private Amount resumed = Amount.NONE;

    private record Amount(long rows, long bytes) {
        static final Amount NONE = new Amount(0, 0);

        Amount plus(long moreRows, long moreBytes) {
            return new Amount(rows + moreRows, bytes + moreBytes);
        }
    }

    TablesTransfer(
            Connections connections,
            Transformers transformers,
            List<TableLoad> tables,
            Attempt attempt,
            TransferListener listener) {
        this.connections = connections;
        this.transformers = transformers;
        this.attempt = attempt;
        this.listener = listener;
        this.rest = new ArrayDeque<>(tables);
        this.expected = tables.stream().mapToLong(TableLoad::estimatedRows).sum();
    }

    List<TransferResult> run() {
        if (transformers.isNothing()) {
            moveTogether();
        }
        while (!rest.isEmpty()) {
            try {
                moveOneByOne();
            } catch (StartedAnew e) {
                listener.log(String.valueOf(e.getMessage()));
                moved(new Transfer(connections, transformers).run(rest.getFirst(), attempt, sharing()));
            } catch (ChunkTooSlow e) {
                rest.removeFirst();
                failures.add(e.failure());
            } catch (TransferException e) {
                if (concernsAll(e.code())) {
                    throw e;
                }
                rest.removeFirst();
                failures.add(e);
            }
        }
        if (!failures.isEmpty()) {
            throw together();
        }
        return results;
    }

    /** Leaves all of them when one speaks against it. */
    private void moveTogether() {
        try {
            onTwoSessions((sessions, watch) -> results.addAll(new TogetherTransfer(sessions, listener, watch).run()));
            if (!results.isEmpty()) {
                rest.clear();
            }
        } catch (TransferException e) {
            if (concernsAll(e.code())) {
                throw e;
            }
            listener.log(e.getMessage() + "; moving them one by one");
        }
    }

    private interface Work {
        void run(TransferSessions sessions, CancelWatch watch);
    }

    private void onTwoSessions(Work work) {
        var loads = rest.stream().map(PartitionLoad::whole).toList();
        var label = loads.size() + " tables";
        try (var watch = new CancelWatch(connections, "transfer of " + label)) {
            listener.cancellable(watch::stop);
            var sessions = TransferSessions.begin(connections, watch, label, loads, attempt, listener);
            work.run(sessions, watch);
            Transfer.tidy(sessions, watch);
        }
    }

    /** Until nothing is left, or a failure has made the sessions unfit for the next table. */
    private void moveOneByOne() {
        onTwoSessions((sessions, watch) -> sessions.loads()
                .forEach(
                        load -> moved(new PartitionTransfer(sessions, transformers, load, sharing(), watch, 1).run())));
    }

    private void moved(TransferResult result) {
        rest.removeFirst();
        results.add(result);
        before = before.plus(result.rows(), result.bytes());
        resumedBefore = resumed;
        listener.progress(before.rows(), Math.max(before.rows(), expected), before.bytes());
    }

    /** What a table says, as part of what all of them say. */
    private TransferListener sharing() {
        return new TransferListener() {
            @Override
            public void progress(long rowsDone, long rowsExpected, long bytesDone) {
                var done = before.plus(rowsDone, bytesDone);
                listener.progress(done.rows(), Math.max(done.rows(), expected), done.bytes());
            }

            @Override
            public void resumed(long rows, long bytes) {
                resumed = resumedBefore.plus(rows, bytes);
                listener.resumed(resumed.rows(), resumed.bytes());
            }

            @Override
            public void log(String line) {
                listener.log(line);
            }

            @Override
            public void cancellable(Runnable cancel) {
                listener.cancellable(cancel);
            }
        };
    }

    private static boolean concernsAll(TransferErrorCode code) {
        return switch (code) {
            case CONNECTION_LOST, FENCED_OFF, CANCELLED -> true;
            case SOURCE_FAILED, TARGET_FAILED, SERVER_SHORT_OF, STATEMENT_CANCELLED, TARGET_NOT_AS_LEFT, NOT_POSSIBLE ->
                false;
        };
    }

    private TransferException together() {
        var first = failures.stream()
                .filter(failure -> failure.code().retryCanHelp())
                .findFirst()
                .orElse(failures.get(0));
        var both = new TransferException(
                first.code(),
                failures.stream().map(TransferException::getMessage).collect(Collectors.joining("; ")),
                first.sqlState(),
                first);
        failures.stream().filter(failure -> failure != first).forEach(both::addSuppressed);
        return failures.size() == 1 ? first : both;
    }

    /** What the target says of tables that earlier attempts may have moved; empty for one that is not complete. */
    static List<Optional<TransferResult>> complete(Connection target, List<TableLoad> tables, String runId)
            throws SQLException {
        var found = new ArrayList<Optional<TransferResult>>();
        boolean known = CheckpointSchema.exists(target);
        for (var table : tables) {
            found.add(known ? complete(target, table, runId) : Optional.empty());
        }
        return found;
    }

    private static Optional<TargetTable> find(Connection target, TableLoad table) throws SQLException {
        try {
            return Optional.of(TargetTable.read(target, table.target()));
        } catch (TransferException e) {
            LOG.debug("Nothing was moved: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<TransferResult> complete(Connection target, TableLoad table, String runId)
            throws SQLException {
        var found = find(target, table);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        var load = PartitionLoad.whole(table);
        var progress = new Checkpoints(target, found.get(), load, new Attempt(runId, 0)).progress();
        return progress.complete()
                ? Optional.of(new TransferResult(
                        table.source().toString(),
                        table.target().toString(),
                        1,
                        1,
                        progress.rows(),
                        progress.bytes(),
                        progress.chunks(),
                        progress.chunks(),
                        "",
                        0))
                : Optional.empty();
    }
}
