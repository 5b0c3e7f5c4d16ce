package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.TaskState;
import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.ErrorCode;
import dev.dagrunr.engine.internal.job.JobQueue;
import dev.dagrunr.engine.internal.store.Database;
import dev.dagrunr.engine.internal.store.InstanceStore;
import dev.dagrunr.engine.internal.store.LeftOver;
import dev.dagrunr.engine.internal.store.NodeStore;
import dev.dagrunr.engine.internal.store.RunStore;
import dev.dagrunr.engine.internal.store.StoredInstance;
import dev.dagrunr.engine.internal.store.SweepLock;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks, once a second and on one node at a time, for what no worker will finish by itself: attempts of lost nodes, queued
 * instances whose job was lost, retries that are due, runs that ended while their starter was not told.
 */
final class Sweep {
    private static final Logger log = LoggerFactory.getLogger(Sweep.class);

    /** How long a queued instance may be without a waiting job: fetched by a worker, not yet claimed. */
    private static final Duration CLAIM_TIME = Duration.ofSeconds(5);

    /** Less than the server lets the session with the lock be idle; what is left is found again by the next round. */
    private static final Duration ROUND = Duration.ofSeconds(5);

    private static final int ROUNDS_BETWEEN_FULL_LOOKS = 30;

    private final Database database;
    private final Coordinator coordinator;
    private final Resumption resumption;
    private final JobQueue queue;
    private final InstantSource clock;
    private final BooleanSupplier steady;
    private final Admission admission;
    private final Calling calling;
    private final DueRuns dueRuns;
    private int rounds;

    /** @param steady whether this node has reported for a while: after an outage no node is lost before it could, too */
    Sweep(
            Database database,
            Coordinator coordinator,
            Resumption resumption,
            JobQueue queue,
            InstantSource clock,
            BooleanSupplier steady,
            Admission admission,
            Calling calling,
            DueRuns dueRuns) {
        this.database = database;
        this.coordinator = coordinator;
        this.resumption = resumption;
        this.queue = queue;
        this.clock = clock;
        this.steady = steady;
        this.admission = admission;
        this.calling = calling;
        this.dueRuns = dueRuns;
    }

    private record Found(
            List<StoredInstance> lost,
            List<StoredInstance> jobless,
            List<StoredInstance> due,
            List<Long> ended,
            DueRuns.Found runs) {
        static Found nothingBut(DueRuns.Found runs) {
            return new Found(List.of(), List.of(), List.of(), List.of(), runs);
        }
    }

    /** One round; to be called every second. */
    void run() {
        try {
            var soon = clock.instant().plus(DueRuns.AHEAD);
            var left = database.withoutTransaction(connection -> LeftOver.read(connection, soon));
            boolean everything = rounds++ % ROUNDS_BETWEEN_FULL_LOOKS == 0;
            if (left.isNothing() && !everything) {
                // an engine without runs costs its database next to nothing
                return;
            }
            // the lock is held while the finds are worked off, each in a transaction of its own
            database.useTransaction(connection -> {
                if (SweepLock.tryTake(connection)) {
                    work(find(connection, left, everything));
                }
            });
        } catch (DagRunrException e) {
            log.warn("A sweep could not be finished and is repeated: {}", e.getMessage());
        }
    }

    private Found find(Connection connection, LeftOver left, boolean everything) throws SQLException {
        if (left.slots()) {
            admission.request();
        }
        if (left.callbacks()) {
            calling.request();
        }
        if (everything) {
            NodeStore.deleteLongLost(connection);
        }
        if (!left.open() && !everything) {
            return Found.nothingBut(dueRuns.scheduled(connection));
        }
        return new Found(
                steady.getAsBoolean() ? InstanceStore.onLostNodes(connection) : List.of(),
                jobless(connection),
                InstanceStore.due(connection, clock.instant()),
                RunStore.finishedChildrenOfWaiting(connection),
                dueRuns.find(connection));
    }

    private List<StoredInstance> jobless(Connection connection) throws SQLException {
        var old = InstanceStore.queuedBefore(connection, clock.instant().minus(CLAIM_TIME));
        var waiting = queue.waiting(
                connection,
                old.stream().map(StoredInstance::jobId).filter(Objects::nonNull).toList());
        return old.stream()
                .filter(instance -> !waiting.contains(instance.jobId()))
                .toList();
    }

    private void work(Found found) {
        var until = clock.instant().plus(ROUND);
        each(until, found.lost(), instance -> {
            if (instance.state() == TaskState.RESTARTING) {
                resumption.restart(instance);
                return;
            }
            log.warn("The node that ran {} of run {} was lost; it is queued again", instance.taskId(), instance.run());
            resumption.requeueLost(instance, "node lost");
        });
        each(until, found.jobless(), instance -> resumption.requeueLost(instance, "job lost"));
        each(until, found.due(), resumption::resume);
        each(until, found.ended(), coordinator.subRuns()::end);
        each(until, found.runs().late(), coordinator::timeOut);
        each(until, found.runs().dags(), coordinator::admitRuns);
        each(until, found.runs().holding(), coordinator.pastRuns()::lookAgain);
    }

    /** One find that cannot be worked off must not keep the others from it; an outage ends the round, and so does its time. */
    private <T> void each(Instant until, List<T> finds, Consumer<T> action) {
        for (var find : finds) {
            if (clock.instant().isAfter(until)) {
                return;
            }
            try {
                action.accept(find);
            } catch (RuntimeException e) {
                if (e instanceof DagRunrException known && known.code() == ErrorCode.DATABASE) {
                    throw known;
                }
                log.error("The sweep cannot work off {} and goes on with the next", find, e);
            }
        }
    }
}
