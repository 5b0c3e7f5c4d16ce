package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.internal.decision.PastRule;
import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.internal.store.PastStore;
import dev.dagrunr.engine.internal.store.RunStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets tasks that depend on the past start when the run before has come far enough. Runs of a DAG are locked in the order of
 * their logical dates: a run cannot look at the one before while it is locked itself, so a task that may start is held first,
 * and looked at after the commit. Thread-safe.
 */
final class PastRuns {
    private static final Logger log = LoggerFactory.getLogger(PastRuns.class);

    private final Coordinator coordinator;
    private final DagRegistry registry;

    PastRuns(Coordinator coordinator, DagRegistry registry) {
        this.coordinator = coordinator;
        this.registry = registry;
    }

    /** Whether the ends of tasks of a DAG may be waited for in later runs, perhaps by tasks of another version of it. */
    boolean matter(RunTransaction transaction) {
        return transaction.graph().looksBack()
                || registry.find(transaction.run().dagId())
                        .filter(registered -> registered.graph().looksBack())
                        .isPresent();
    }

    /** Called with the run locked, after something in it has ended or begun anew. */
    void wakeLater(Connection connection, Aftermath aftermath, long run) throws SQLException {
        for (long later : PastStore.laterHolding(connection, run)) {
            look(connection, aftermath, later);
        }
    }

    /** Looks whether what is held in a run may start now. */
    void lookAgain(long run) {
        try {
            coordinator.inTransaction((connection, aftermath) -> {
                look(connection, aftermath, run);
                return Boolean.TRUE;
            });
        } catch (DagRunrException e) {
            // what was asked for has been committed; the sweep comes back to this
            log.warn("What run {} holds for its past is looked at later: {}", run, e.getMessage());
        }
    }

    private void look(Connection connection, Aftermath aftermath, long run) throws SQLException {
        var stored = RunStore.read(connection, run);
        if (stored.isEmpty()) {
            return;
        }
        boolean scheduledOnly = registry.find(stored.get().dagId())
                .filter(registered -> registered.dag().options().runs().catchup())
                .isPresent();
        var previous = RunStore.isFirstOfBackfill(connection, run)
                ? Optional.<Long>empty()
                : PastStore.previous(connection, run, scheduledOnly);
        if (previous.isPresent()) {
            // nothing ends there before this has been committed
            RunStore.lock(connection, previous.get());
        }
        coordinator.change(connection, aftermath, run, transaction -> release(transaction, previous));
    }

    private static void release(RunTransaction transaction, Optional<Long> previous) throws SQLException {
        var connection = transaction.connection();
        long run = transaction.run().id();
        for (var id : PastStore.held(connection, run)) {
            var task = transaction.graph().task(id);
            var with = Stream.concat(Stream.of(id), transaction.graph().downstream(id).stream())
                    .toList();
            var before = previous.isEmpty()
                    ? Optional.<PastRule.Before>empty()
                    : Optional.of(PastStore.before(connection, previous.get(), run, id, with));
            if (PastRule.met(task.options().past(), before)) {
                PastStore.release(connection, run, id);
            }
        }
    }
}
