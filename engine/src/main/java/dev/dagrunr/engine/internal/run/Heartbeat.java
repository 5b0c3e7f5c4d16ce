package dev.dagrunr.engine.internal.run;

import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.internal.store.Database;
import dev.dagrunr.engine.internal.store.InstanceStore;
import dev.dagrunr.engine.internal.store.NodeStore;
import java.time.Duration;
import java.util.HashSet;
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
    private int missed;

    Heartbeat(Database database, NodeState node, int parallelism, Duration leaseTime, LogFlusher logs) {
        this.database = database;
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
        if (runningBefore.isEmpty()) {
            return database.inTransaction(connection -> NodeStore.renew(connection, lease.id(), leaseTime));
        }
        return database.inTransaction(connection -> {
            boolean alive = NodeStore.renew(connection, lease.id(), leaseTime);
            if (alive) {
                var believed = new HashSet<>(InstanceStore.runningOn(connection, lease.id()));
                node.running().cancelAllBut(believed, runningBefore);
            }
            return alive;
        });
    }
}
