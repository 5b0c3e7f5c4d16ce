package dev.dagrunr.engine.internal.run;

import dev.dagrunr.engine.internal.job.AttemptKey;
import dev.dagrunr.engine.internal.store.AttemptStore;
import dev.dagrunr.engine.internal.store.AttemptStore.Claimed;
import dev.dagrunr.engine.internal.store.Database;
import dev.dagrunr.engine.internal.store.InstanceStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes attempts this node's: those of jobs that were fetched together in the transaction that fetched them, the rest one by
 * one. Thread-safe.
 */
final class Claims {
    private final Database database;
    private final InstantSource clock;
    private final NodeState node;
    private final AttemptReader reader;
    private final Map<InstanceStore.Running, Claimed> fetched = new ConcurrentHashMap<>();

    Claims(Database database, InstantSource clock, NodeState node, AttemptReader reader) {
        this.reader = reader;
        this.database = database;
        this.clock = clock;
        this.node = node;
    }

    /** @return to be run once the transaction has committed */
    Runnable claim(Connection transaction, List<AttemptKey> attempts) throws SQLException {
        var wanted = attempts.stream()
                .map(attempt -> new InstanceStore.Running(attempt.taskInstanceId(), attempt.epoch()))
                .toList();
        var claimed = reader.withElements(
                transaction,
                AttemptStore.claimFree(transaction, wanted, node.lease().id(), clock.instant()));
        return () -> claimed.forEach(one -> fetched.put(
                new InstanceStore.Running(one.instance().id(), one.instance().epoch()), one));
    }

    /** The attempt of a fetched job; empty when another worker has it, or it was fenced off. */
    Optional<Claimed> take(long instance, int epoch) {
        var attempt = new InstanceStore.Running(instance, epoch);
        var claimed = fetched.remove(attempt);
        return claimed != null
                ? Optional.of(claimed)
                : database.inTransaction(connection ->
                        AttemptStore.claim(connection, attempt, node.lease().id(), clock.instant()));
    }
}
