package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.internal.decision.AdmissionPlan;
import dev.dagrunr.dag.internal.decision.AdmissionPlan.Candidate;
import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.PoolSettings;
import dev.dagrunr.engine.internal.store.AdmissionStore;
import dev.dagrunr.engine.internal.store.PoolStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Queues instances of the runs whose slots are not theirs alone: pools, and limits of a task over several instances. Asked
 * for after each commit that freed or wants such a slot; requests that come while one is worked off become one. A node that
 * dies before it got to it leaves the request to the sweep. Thread-safe.
 *
 * <p>Locks: admission first, then a run and, without waiting, further runs. Who holds a run never waits for admission, so
 * there is no circle.
 */
final class Admission {
    private static final Logger log = LoggerFactory.getLogger(Admission.class);
    private static final int AT_ONCE = 500;

    private final Coordinator coordinator;
    private final Executor thread;
    private final AtomicBoolean requested = new AtomicBoolean();

    /** @param thread runs one request at a time */
    Admission(Coordinator coordinator, Executor thread) {
        this.coordinator = coordinator;
        this.thread = thread;
    }

    /** Returns at once. */
    void request() {
        if (requested.compareAndSet(false, true)) {
            try {
                thread.execute(this::workOff);
            } catch (RejectedExecutionException e) {
                log.debug("This node closes; another looks for who waits for a slot", e);
            }
        }
    }

    private void workOff() {
        // before the look, so that a commit after it is not overlooked
        requested.set(false);
        try {
            admitAll();
        } catch (DagRunrException e) {
            log.warn("Who waits for a slot is queued by a later sweep: {}", e.getMessage());
        }
    }

    /** Queues all that fit. */
    void admitAll() {
        boolean again = true;
        while (again) {
            again = coordinator.inTransaction(this::admitSome);
        }
    }

    /** @return whether there may be more */
    private boolean admitSome(Connection connection, Aftermath aftermath) throws SQLException {
        AdmissionStore.lock(connection);
        var taken = AdmissionStore.taken(connection);
        var plan = new AdmissionPlan(slots(connection), taken);
        var chosen = plan.choose(AdmissionStore.candidates(connection, plan, taken, AT_ONCE));
        boolean first = true;
        for (var run : byRun(chosen).entrySet()) {
            if (first) {
                coordinator.change(
                        connection, aftermath, run.getKey(), transaction -> transaction.admit(run.getValue()));
            } else {
                // one that is locked now comes with the next round
                coordinator.changeUnlessLocked(
                        connection, aftermath, run.getKey(), transaction -> transaction.admit(run.getValue()));
            }
            first = false;
        }
        return !chosen.isEmpty();
    }

    private static Map<String, Integer> slots(Connection connection) throws SQLException {
        return PoolStore.settings(connection).stream()
                .collect(Collectors.toMap(PoolSettings::name, PoolSettings::slots));
    }

    private static Map<Long, List<Long>> byRun(List<Candidate> chosen) {
        return chosen.stream()
                .collect(Collectors.groupingBy(
                        Candidate::run,
                        LinkedHashMap::new,
                        Collectors.mapping(Candidate::instance, Collectors.toList())));
    }
}
