package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.Attempt;
import dev.dagrunr.dag.Run;
import dev.dagrunr.dag.Sensing;
import dev.dagrunr.dag.TaskState;
import dev.dagrunr.dag.internal.model.Graph;
import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.ErrorCode;
import dev.dagrunr.engine.internal.job.JobQueue;
import dev.dagrunr.engine.internal.signal.SignalBus;
import dev.dagrunr.engine.internal.store.Database;
import dev.dagrunr.engine.internal.store.InstanceStore;
import dev.dagrunr.engine.internal.store.RepairStore;
import dev.dagrunr.engine.internal.store.RunStore;
import dev.dagrunr.engine.internal.store.StoredInstance;
import dev.dagrunr.engine.internal.store.StoredRun;
import dev.dagrunr.engine.internal.store.TryStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what happens to runs, one transaction a decision: the run is locked, the attempt is checked by its epoch, the
 * counters decide, successors are queued with their jobs. What others are told comes after the commit. Thread-safe.
 */
final class Coordinator {
    private static final Logger log = LoggerFactory.getLogger(Coordinator.class);

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
    }

    /** What a run is to be created from. */
    record NewRun(Run run, String conf) {}

    /** @param reads the task whose value the waiting task gets; empty when it gets how the run ended */
    record SubRun(NewRun run, Optional<String> reads) {}

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
        aftermath.endedSubRuns().forEach(this::tellParent);
        return result;
    }

    private void tellParent(long endedRun) {
        try {
            endSubRun(endedRun);
        } catch (DagRunrException e) {
            // what was asked for has been committed; the sweep comes back to this
            log.warn("The task that waits for run {} is told later: {}", endedRun, e.getMessage());
        }
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

    private Optional<Long> createRun(
            Connection connection, Aftermath aftermath, NewRun run, Optional<RunStore.Parent> parent)
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

    /** {@code queued → running}; empty when another worker has the attempt, or it was fenced off. */
    Optional<StoredInstance> claim(long instance, int epoch, UUID node) {
        return database.inTransaction(
                connection -> InstanceStore.claim(connection, instance, epoch, node, clock.instant()));
    }

    /**
     * Stores how an attempt ended and lets the run go on.
     *
     * @return the state that the instance is in now; empty when the attempt was fenced off, and nothing was changed
     */
    Optional<TaskState> end(StoredInstance attempt, AttemptResult result) {
        return inTransaction((connection, aftermath) -> {
            var state = new AtomicReference<@Nullable TaskState>();
            change(connection, aftermath, attempt.run(), transaction -> {
                var ending = Ending.of(attempt, result, transaction);
                if (leave(connection, transaction, attempt, ending)) {
                    state.set(ending.leaving().state());
                    if (!transaction.run().state().finished()
                            && transaction.orphans().isEmpty()) {
                        // the run stays locked for as long as the commit takes; nothing starts on the strength of it
                        // before a claim, which waits for the disk, has made it durable as well; only of runs that end
                        // somebody may be told before
                        Database.doNotWait(connection);
                    }
                }
            });
            return Optional.ofNullable(state.get());
        });
    }

    private static boolean leave(
            Connection connection, RunTransaction transaction, StoredInstance attempt, Ending ending)
            throws SQLException {
        boolean left = InstanceStore.leaveRunning(connection, attempt, ending.leaving());
        if (left) {
            transaction.freeSlot();
            ending.carryOut(connection, transaction, attempt);
        }
        return left;
    }

    /**
     * Starts a run of another DAG; the attempt gives its worker back and waits. A run of that id which exists, and which
     * nobody waits for, is waited for. Locks the parent's run, then perhaps the child's row; nobody locks both in another
     * order.
     */
    boolean startSubRun(StoredInstance attempt, SubRun child) {
        var left = new AtomicBoolean();
        inTransaction((connection, aftermath) -> change(connection, aftermath, attempt.run(), transaction -> {
            var leaving =
                    new InstanceStore.Leaving(TaskState.UP_FOR_RESCHEDULE, Optional.empty(), Optional.empty(), "");
            left.set(InstanceStore.leaveRunning(connection, attempt, leaving));
            if (left.get()) {
                transaction.freeSlot();
                var parent = new RunStore.Parent(attempt.id(), child.reads());
                if (createRun(connection, aftermath, child.run(), Optional.of(parent))
                        .isEmpty()) {
                    attach(connection, aftermath, child.run(), parent);
                }
            }
        }));
        return left.get();
    }

    private static void attach(Connection connection, Aftermath aftermath, NewRun child, RunStore.Parent parent)
            throws SQLException {
        var attached = RunStore.attach(
                        connection, child.run().dagId(), child.run().runId(), parent)
                .orElseThrow(() -> new DagRunrException(
                        ErrorCode.RUN_EXISTS,
                        "DAG '" + child.run().dagId() + "' has a run '"
                                + child.run().runId()
                                + "' already, and another task waits for it; clear this task to start another run"));
        if (attached.state().finished()) {
            aftermath.subRunEnded(attached.run());
        }
    }

    /** The id of the run that a try of a task starts; a lost attempt of the same try finds the same run again. */
    static String subRunId(Attempt attempt) {
        return subRunId(attempt.runId(), attempt.taskId(), attempt.mapIndex(), attempt.tryNumber());
    }

    private static String subRunId(String parentRunId, String taskId, int mapIndex, int tryNumber) {
        var index = mapIndex < 0 ? "" : "_" + mapIndex;
        return "triggered__%s__%s%s__%d".formatted(parentRunId, taskId, index, tryNumber);
    }

    private static boolean waitsFor(StoredRun child, RunTransaction parent, StoredInstance waiting) {
        var expected = subRunId(parent.run().runId(), waiting.taskId(), waiting.mapIndex(), waiting.tryNumber());
        return waiting.state() == TaskState.UP_FOR_RESCHEDULE && expected.equals(child.runId());
    }

    /** Ends the task instance that waited for a run which has ended. May be called twice for one run. */
    void endSubRun(long childRun) {
        inTransaction((connection, aftermath) -> {
            var waiting = waitingFor(connection, childRun);
            return waiting.isPresent()
                    && change(connection, aftermath, waiting.get().run(), transaction -> {
                        // both are read again: nobody else ends the instance now, but the child may have been cleared
                        var child = RunStore.read(connection, childRun).orElseThrow();
                        var instance = InstanceStore.lock(
                                        connection, waiting.get().id())
                                .orElseThrow();
                        if (child.state().finished() && waitsFor(child, transaction, instance)) {
                            endWaiting(connection, transaction, instance, SubRunEnding.of(connection, child));
                        }
                    });
        });
    }

    private static Optional<StoredInstance> waitingFor(Connection connection, long childRun) throws SQLException {
        var parent = RunStore.read(connection, childRun).flatMap(StoredRun::parent);
        return parent.isEmpty()
                ? Optional.empty()
                : InstanceStore.find(connection, parent.get().instance());
    }

    private static void endWaiting(
            Connection connection, RunTransaction transaction, StoredInstance waiting, AttemptResult result)
            throws SQLException {
        var ending = Ending.of(waiting, result, transaction);
        if (InstanceStore.leaveWaiting(connection, waiting, ending.leaving())) {
            ending.carryOut(connection, transaction, waiting);
        }
    }

    /**
     * Queues an attempt again whose node or job was lost, without consuming a try.
     *
     * @param reason for the history of attempts
     * @return false when it was fenced off, and nothing was changed
     */
    boolean requeueLost(StoredInstance lost, String reason) {
        var requeued = new AtomicBoolean();
        inTransaction((connection, aftermath) -> change(connection, aftermath, lost.run(), transaction -> {
            requeued.set(transaction.requeue(lost));
            if (requeued.get()) {
                TryStore.insert(connection, lost, "lost", reason, transaction.now());
                if (lost.jobId() != null) {
                    queue.remove(connection, List.of(lost.jobId()));
                }
            }
        }));
        return requeued.get();
    }

    /** Lets an instance that was cleared while it ran begin again: the old attempt is off, or its node is lost. */
    void restart(StoredInstance old) {
        inTransaction((connection, aftermath) -> change(connection, aftermath, old.run(), transaction -> {
            if (RepairStore.restart(connection, old)) {
                Repair.goOn(transaction);
            }
        }));
    }

    /** As {@link #requeueLost}, for an attempt that this node has given up without a result. */
    void requeueForgotten(InstanceStore.Running attempt) {
        database.inTransaction(connection -> InstanceStore.find(connection, attempt.id()))
                .filter(instance -> instance.state() == TaskState.RUNNING && instance.epoch() == attempt.epoch())
                .ifPresent(instance -> requeueLost(instance, "its end could not be stored"));
    }

    /** Lets an attempt that found nothing yet give its worker back until it looks again, or end when it has waited too long. */
    boolean lookAgain(StoredInstance attempt, AttemptResult.NotYet notYet) {
        var left = new AtomicBoolean();
        inTransaction((connection, aftermath) -> change(connection, aftermath, attempt.run(), transaction -> {
            var waiting = Waiting.of(connection, attempt, notYet, transaction.now());
            if (waiting.tooLong().isPresent()) {
                var ending = Ending.of(attempt, waiting.tooLong().get(), transaction);
                left.set(leave(connection, transaction, attempt, ending));
            } else {
                left.set(InstanceStore.leaveRunning(connection, attempt, waiting.leaving()));
                if (left.get() && notYet.how().mode() == Sensing.Mode.RESCHEDULE) {
                    transaction.freeSlot();
                }
            }
        }));
        return left.get();
    }

    /** Goes on with an instance whose delay is over. */
    void resume(StoredInstance due) {
        if (due.state() == TaskState.UP_FOR_RETRY) {
            retry(due);
        } else {
            inTransaction((connection, aftermath) -> change(connection, aftermath, due.run(), transaction -> {
                if (due.state() == TaskState.RUNNING) {
                    // it kept its slots: it need not queue up for them
                    transaction.requeue(due);
                } else {
                    InstanceStore.resume(connection, due);
                }
            }));
        }
    }

    /** Schedules the next try of an instance at once. */
    void retry(StoredInstance due) {
        inTransaction((connection, aftermath) -> change(
                connection,
                aftermath,
                due.run(),
                transaction -> InstanceStore.move(connection, due, TaskState.SCHEDULED, Optional.empty(), "")));
    }

    /** @throws DagRunrException when the DAG has no such run */
    long requireRun(String dagId, String runId) {
        return database.inTransaction(connection -> RunStore.find(connection, dagId, runId))
                .orElseThrow(() ->
                        new DagRunrException(ErrorCode.UNKNOWN_RUN, "DAG '" + dagId + "' has no run '" + runId + "'"))
                .key();
    }
}
