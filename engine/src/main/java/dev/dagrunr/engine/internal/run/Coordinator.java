package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.Run;
import dev.dagrunr.dag.internal.model.Graph;
import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.ErrorCode;
import dev.dagrunr.engine.internal.job.JobQueue;
import dev.dagrunr.engine.internal.signal.SignalBus;
import dev.dagrunr.engine.internal.store.Database;
import dev.dagrunr.engine.internal.store.RunStore;
import dev.dagrunr.engine.internal.store.StoredRun;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Carries out what happens to runs, one transaction a decision: the run is locked, the attempt is checked by its epoch, the
 * counters decide, successors are queued with their jobs. What others are told comes after the commit. Thread-safe.
 */
final class Coordinator {
    private final Database database;
    private final JobQueue queue;
    private final SignalBus signals;
    private final DagRegistry registry;
    private final InstantSource clock;
    private final Follow follow;
    private final RunCreation creation;
    private final Schedules schedules;
    private final RunStarts starts;
    private final PastRuns pastRuns;
    private final SubRuns subRuns;

    Coordinator(
            Database database,
            JobQueue queue,
            SignalBus signals,
            DagRegistry registry,
            InstantSource clock,
            int defaultMaxActiveTasks,
            Follow follow) {
        this.database = database;
        this.queue = queue;
        this.signals = signals;
        this.registry = registry;
        this.clock = clock;
        this.follow = follow;
        this.creation = new RunCreation(registry, clock, defaultMaxActiveTasks);
        this.schedules = new Schedules(registry, creation, clock);
        this.starts = new RunStarts(this, schedules);
        this.pastRuns = new PastRuns(this, registry);
        this.subRuns = new SubRuns(this);
    }

    /** What a run is to be created from. */
    record NewRun(Run run, String conf) {}

    @FunctionalInterface
    interface Work {
        void run(RunTransaction transaction) throws SQLException;
    }

    @FunctionalInterface
    interface Told<T> {
        T run(Connection connection, Aftermath aftermath) throws SQLException;
    }

    /** What this node does beside, once a transaction has committed. */
    @FunctionalInterface
    interface Follow {
        void up(Aftermath aftermath);
    }

    /** One transaction, then what it has to tell. */
    <T> T inTransaction(Told<T> work) {
        var aftermath = new Aftermath();
        var result = database.inTransaction(connection -> {
            var answer = work.run(connection, aftermath);
            starts.carryOut(connection, aftermath);
            return answer;
        });
        aftermath.publish(signals);
        follow.up(aftermath);
        aftermath.lookingBack().forEach(pastRuns::lookAgain);
        aftermath.endedSubRuns().forEach(subRuns::tellParent);
        return result;
    }

    /**
     * Locks a run and changes it, then stops the runs that none of its tasks waits for any more: parents are locked before
     * their children, always.
     *
     * @return false when there is no such run
     */
    boolean change(Connection connection, Aftermath aftermath, long run, Work work) throws SQLException {
        var locked = RunStore.lock(connection, run);
        if (locked.isEmpty()) {
            return false;
        }
        var stored = locked.get();
        var transaction = new RunTransaction(
                connection,
                queue,
                graph(connection, stored),
                registry.find(stored.dagId()).map(DagRegistry.Registered::dag),
                stored,
                clock.instant(),
                aftermath);
        work.run(transaction);
        transaction.finish();
        if (transaction.hasDecided() && pastRuns.matter(transaction)) {
            pastRuns.wakeLater(connection, aftermath, run);
        }
        for (var orphan : transaction.orphans()) {
            change(connection, aftermath, orphan.run(), child -> RunStop.carryOut(child, orphan.reason()));
        }
        return true;
    }

    /** As {@link #change}, but leaves a run alone that somebody else changes now. */
    void changeUnlessLocked(Connection connection, Aftermath aftermath, long run, Work work) throws SQLException {
        if (RunStore.tryLock(connection, run).isPresent()) {
            change(connection, aftermath, run, work);
        }
    }

    Instant now() {
        return clock.instant();
    }

    /** The shape that the run started with. */
    Graph graph(Connection connection, StoredRun run) throws SQLException {
        return registry.graph(connection, run.dagId(), run.structureHash());
    }

    /** @return the key of the new run; empty when the DAG has a run of that id, or of its logical date, already */
    Optional<Long> createRun(NewRun run) {
        return inTransaction((connection, aftermath) -> createRun(connection, aftermath, run, Optional.empty()));
    }

    /** The runs as a transaction of somebody else sees them. */
    RunRegister runsIn(Connection callers) {
        return new CallersRuns(creation, callers);
    }

    /** As {@link #createRun(NewRun)}, within a transaction. */
    Optional<Long> createRun(Connection connection, Aftermath aftermath, NewRun run, Optional<RunStore.Parent> parent)
            throws SQLException {
        var key = creation.insert(connection, run.run(), run.conf(), parent);
        if (key.isPresent()) {
            aftermath.admitRuns(run.run().dagId());
        }
        return key;
    }

    Schedules schedules() {
        return schedules;
    }

    RunCreation creation() {
        return creation;
    }

    PastRuns pastRuns() {
        return pastRuns;
    }

    SubRuns subRuns() {
        return subRuns;
    }

    /** Fails a run that takes too long, as a stop does; all that has not ended is skipped. */
    void timeOut(long run) {
        inTransaction((connection, aftermath) -> change(connection, aftermath, run, RunStop::timeOut));
    }

    /** Starts queued runs of a DAG that may start, whoever queued them, and creates those that are due. */
    void admitRuns(String dagId) {
        inTransaction((connection, aftermath) -> {
            aftermath.admitRuns(dagId);
            return Boolean.TRUE;
        });
    }

    /** @throws DagRunrException when the DAG has no such run */
    long requireRun(String dagId, String runId) {
        return database.inTransaction(connection -> RunStore.find(connection, dagId, runId))
                .orElseThrow(() ->
                        new DagRunrException(ErrorCode.UNKNOWN_RUN, "DAG '" + dagId + "' has no run '" + runId + "'"))
                .key();
    }
}
