package dev.dagrunr.engine.internal.run;

import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.internal.job.JobQueue;
import dev.dagrunr.engine.internal.store.Database;
import dev.dagrunr.engine.internal.store.InstanceStore;
import dev.dagrunr.engine.internal.store.NodeStore;
import dev.dagrunr.engine.internal.store.RunStore;
import dev.dagrunr.engine.internal.store.StoredInstance;
import dev.dagrunr.engine.internal.store.SweepLock;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
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

    private final Database database;
    private final Coordinator coordinator;
    private final JobQueue queue;
    private final InstantSource clock;

    Sweep(Database database, Coordinator coordinator, JobQueue queue, InstantSource clock) {
        this.database = database;
        this.coordinator = coordinator;
        this.queue = queue;
        this.clock = clock;
    }

    private record Found(
            List<StoredInstance> lost, List<StoredInstance> jobless, List<StoredInstance> due, List<Long> ended) {}

    /** One round; to be called every second. */
    void run() {
        try {
            // the lock is held while the finds are worked off, each in a transaction of its own
            database.useTransaction(connection -> {
                if (SweepLock.tryTake(connection)) {
                    work(find(connection));
                }
            });
        } catch (DagRunrException e) {
            log.warn("A sweep could not be finished and is repeated: {}", e.getMessage());
        }
    }

    private Found find(Connection connection) throws SQLException {
        NodeStore.deleteLongLost(connection);
        return new Found(
                InstanceStore.onLostNodes(connection),
                jobless(connection),
                InstanceStore.due(connection, clock.instant()),
                RunStore.finishedChildrenOfWaiting(connection));
    }

    private List<StoredInstance> jobless(Connection connection) throws SQLException {
        var old = InstanceStore.queuedBefore(connection, clock.instant().minus(CLAIM_TIME));
        var waiting = queue.waiting(
                connection,
                old.stream().map(StoredInstance::jobId).filter(Objects::nonNull).toList());
        return old.stream().filter(instance -> !waiting.contains(instance.jobId())).toList();
    }

    private void work(Found found) {
        found.lost().forEach(instance -> {
            log.warn("The node that ran {} of run {} was lost; it is queued again", instance.taskId(), instance.run());
            coordinator.requeueLost(instance, "", "node lost");
        });
        found.jobless().forEach(instance -> coordinator.requeueLost(instance, "", "job lost"));
        found.due().forEach(coordinator::retry);
        found.ended().forEach(coordinator::endSubRun);
    }
}
