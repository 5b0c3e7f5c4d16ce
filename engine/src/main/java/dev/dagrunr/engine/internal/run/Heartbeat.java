package dev.dagrunr.engine.internal.run;

import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.internal.store.Database;
import dev.dagrunr.engine.internal.store.InstanceStore;
import dev.dagrunr.engine.internal.store.NodeStore;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this node's lease, once a second. Also notices which attempts were called back or given to others while this node
 * could not hear of it, and interrupts them. Beats come from one timer; the rest is thread-safe.
 */
final class Heartbeat {
    private static final Logger log = LoggerFactory.getLogger(Heartbeat.class);
    private static final int STEADY = 2;

    private final Database database;
    private final NodeState node;
    private final int parallelism;
    private final List<String> structures;
    private final Duration leaseTime;
    private final Resumption resumption;
    private volatile int beatsInARow;
    private int missed;
    private boolean gone;
    private Set<InstanceStore.Running> suspects = Set.of();

    /** @param structures hashes of the structures of DAGs whose code this node has */
    Heartbeat(
            Database database,
            Resumption resumption,
            NodeState node,
            int parallelism,
            List<String> structures,
            Duration leaseTime) {
        this.database = database;
        this.resumption = resumption;
        this.node = node;
        this.parallelism = parallelism;
        this.structures = structures;
        this.leaseTime = leaseTime;
    }

    void register() {
        var lease = node.lease();
        database.useTransaction(connection ->
                NodeStore.insert(connection, lease.id(), lease.name(), parallelism, structures, leaseTime));
    }

    /** Waits for a beat under way, which would register a node that it finds forgotten; later ones do nothing. */
    synchronized void deregister() {
        gone = true;
        var lease = node.lease();
        database.useTransaction(connection -> NodeStore.signOff(connection, lease.id()));
    }

    /** Whether the last beats were all stored. */
    boolean isSteady() {
        return beatsInARow >= STEADY;
    }

    /** One beat; to be called every second. */
    synchronized void beat() {
        if (gone) {
            return;
        }
        try {
            if (!renew()) {
                log.warn("This node was forgotten; its attempts were given to others and are interrupted here");
                node.loseLease();
                register();
            }
            missed = 0;
            beatsInARow = Math.min(beatsInARow + 1, STEADY);
        } catch (DagRunrException e) {
            missed++;
            beatsInARow = 0;
            log.warn("Heartbeat {} in a row could not be stored: {}", missed, e.getMessage());
        }
    }

    private boolean renew() {
        var lease = node.lease();
        var runningBefore = node.running().keys();
        var believed = database.withoutTransaction(connection -> NodeStore.renew(connection, lease.id(), leaseTime));
        believed.ifPresent(attempts -> {
            node.running().cancelAllBut(attempts, runningBefore);
            giveBackForgotten(attempts);
        });
        return believed.isPresent();
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
                // not on this thread: a run that somebody holds locked must not cost the lease
                node.timers().execute(() -> giveBack(attempt));
            }
        }
        suspects = missing;
    }

    private void giveBack(InstanceStore.Running attempt) {
        try {
            resumption.requeueForgotten(attempt);
        } catch (DagRunrException e) {
            log.warn("Task instance {} could not be queued again yet: {}", attempt.id(), e.getMessage());
        }
    }
}
