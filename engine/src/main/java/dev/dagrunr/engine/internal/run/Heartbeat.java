package dev.dagrunr.engine.internal.run;

import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.internal.store.Database;
import dev.dagrunr.engine.internal.store.InstanceStore;
import dev.dagrunr.engine.internal.store.NodeStore;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this node's lease, once a second. When the lease is lost, what runs here is interrupted: others run it again.
 * Also notices attempts that were called back while a signal got lost.
 */
final class Heartbeat {
    private static final Logger log = LoggerFactory.getLogger(Heartbeat.class);

    private final Database database;
    private final NodeState node;
    private final int parallelism;
    private final Duration leaseTime;
    private final LogFlusher logs;
    private final Coordinator coordinator;
    private int missed;
    private Set<InstanceStore.Running> suspects = Set.of();

    Heartbeat(
            Database database,
            Coordinator coordinator,
            NodeState node,
            int parallelism,
            Duration leaseTime,
            LogFlusher logs) {
        this.database = database;
        this.coordinator = coordinator;
        this.node = node;
        this.parallelism = parallelism;
        this.leaseTime = leaseTime;
        this.logs = logs;
    }

    void register() {
        var lease = node.lease();
        database.useTransaction(
                connection -> NodeStore.insert(connection, lease.id(), lease.name(), parallelism, leaseTime));
    }

    void deregister() {
        var lease = node.lease();
        database.useTransaction(connection -> NodeStore.delete(connection, lease.id()));
    }

    /** One beat; to be called every second. */
    void beat() {
        try {
            if (!renew()) {
                log.warn("This node's lease ran out; its attempts were given to others and are interrupted here");
                node.loseLease();
                register();
            }
            missed = 0;
            logs.flushAll();
        } catch (DagRunrException e) {
            missed++;
            log.warn("Heartbeat {} in a row could not be stored: {}", missed, e.getMessage());
        }
    }

    private boolean renew() {
        var lease = node.lease();
        var runningBefore = node.running().keys();
        var believed = new HashSet<InstanceStore.Running>();
        boolean alive = database.inTransaction(connection -> {
            believed.addAll(InstanceStore.runningOn(connection, lease.id()));
            return NodeStore.renew(connection, lease.id(), leaseTime);
        });
        if (alive) {
            node.running().cancelAllBut(believed, runningBefore);
            giveBackForgotten(believed);
        }
        return alive;
    }

    /**
     * An attempt that the store believes to run here, but that does not, was given up: its end could not be stored. Two
     * beats in a row must agree, because a claim is stored before the attempt is known here, and an end after.
     */
    private void giveBackForgotten(Set<InstanceStore.Running> believed) {
        var missing = new HashSet<>(believed);
        missing.removeAll(node.running().keys());
        for (var attempt : missing) {
            if (suspects.contains(attempt)) {
                log.warn("Task instance {} is not running here any more and is queued again", attempt.id());
                coordinator.requeueForgotten(attempt);
            }
        }
        suspects = missing;
    }
}
