package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.Attempt;
import dev.dagrunr.dag.TaskState;
import dev.dagrunr.dag.internal.decision.Event;
import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.ErrorCode;
import dev.dagrunr.engine.internal.job.JobQueue;
import dev.dagrunr.engine.internal.signal.SignalBus;
import dev.dagrunr.engine.internal.store.Database;
import dev.dagrunr.engine.internal.store.InstanceStore;
import dev.dagrunr.engine.internal.store.ProgressStore;
import dev.dagrunr.engine.internal.store.RunStore;
import dev.dagrunr.engine.internal.store.StoredInstance;
import dev.dagrunr.engine.internal.store.StoredRun;
import dev.dagrunr.engine.internal.store.TryStore;
import dev.dagrunr.engine.internal.store.XComStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

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
    private final int defaultMaxActiveTasks;

    Coordinator(
            Database database,
            JobQueue queue,
            SignalBus signals,
            DagRegistry registry,
            InstantSource clock,
            int defaultMaxActiveTasks) {
        this.database = database;
        this.queue = queue;
        this.signals = signals;
        this.registry = registry;
        this.clock = clock;
        this.defaultMaxActiveTasks = defaultMaxActiveTasks;
    }

    /** What a run is to be created from. */
    record NewRun(String dagId, String runId, String runType, String conf) {}

    @FunctionalInterface
    interface Work {
        void run(RunTransaction transaction) throws SQLException;
    }

    @FunctionalInterface
    interface Told<T> {
        T run(Connection connection, Aftermath aftermath) throws SQLException;
    }

    /** One transaction, then what it has to tell. */
    <T> T inTransaction(Told<T> work) {
        var aftermath = new Aftermath();
        var result = database.inTransaction(connection -> work.run(connection, aftermath));
        aftermath.publish(queue, signals);
        aftermath.endedSubRuns().forEach(this::endSubRun);
        return result;
    }

    /** Locks a run and changes it; false when there is no such run. */
    boolean change(Connection connection, Aftermath aftermath, long run, Work work) throws SQLException {
        var stored = RunStore.lock(connection, run);
        if (stored.isEmpty()) {
            return false;
        }
        var transaction = transaction(connection, stored.get(), aftermath);
        work.run(transaction);
        transaction.finish();
        return true;
    }

    private RunTransaction transaction(Connection connection, StoredRun run, Aftermath aftermath)
            throws SQLException {
        var graph = registry.graph(connection, run.dagId(), run.structureHash());
        return new RunTransaction(connection, queue, graph, run, clock.instant(), aftermath);
    }

    /** @return the key of the new run; empty when the DAG has a run of that id already */
    Optional<Long> createRun(NewRun run) {
        return inTransaction((connection, aftermath) -> createRun(connection, aftermath, run, null));
    }

    private Optional<Long> createRun(
            Connection connection, Aftermath aftermath, NewRun run, @Nullable Long parent)
            throws SQLException {
        var registered = registry.require(run.dagId());
        var tasks = registered.dag().graph().tasks();
        int maxActive = registered.dag().options().maxActiveTasks().orElse(defaultMaxActiveTasks);
        var row = new RunStore.NewRun(
                run.dagId(), run.runId(), run.runType(), registered.hash(), run.conf(), maxActive, tasks.size(), parent);
        var key = RunStore.insert(connection, row, clock.instant());
        if (key.isPresent()) {
            InstanceStore.insert(connection, key.get(), tasks);
            ProgressStore.insert(connection, key.get(), tasks);
            change(connection, aftermath, key.get(), transaction -> transaction.decide(new Event.Started()));
        }
        return key;
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
    Optional<TaskState> end(StoredInstance attempt, Node node, AttemptResult result) {
        return inTransaction((connection, aftermath) -> {
            var state = new TaskState[1];
            change(connection, aftermath, attempt.run(), transaction -> {
                var ending = Ending.of(attempt, result, transaction);
                if (InstanceStore.leaveRunning(
                        connection, attempt.id(), attempt.epoch(), node.id(), ending.leaving())) {
                    state[0] = ending.leaving().state();
                    transaction.freeSlot();
                    carryOut(connection, transaction, attempt, node, ending);
                }
            });
            return Optional.ofNullable(state[0]);
        });
    }

    private static void carryOut(
            Connection connection, RunTransaction transaction, StoredInstance attempt, Node node, Ending ending)
            throws SQLException {
        var leaving = ending.leaving();
        TryStore.insert(
                connection, attempt, leaving.state().wireName(), node.name(), leaving.reason(), transaction.now());
        save(connection, attempt, ending.value());
        if (leaving.state().finished()) {
            transaction.decide(new Event.Ended(attempt.taskId(), leaving.state(), ending.results()));
        }
    }

    private static void save(Connection connection, StoredInstance attempt, AttemptResult.Value value)
            throws SQLException {
        if (value instanceof AttemptResult.Whole whole) {
            XComStore.save(connection, attempt.run(), attempt.taskId(), attempt.mapIndex(), whole.json());
        } else if (value instanceof AttemptResult.Elements elements) {
            XComStore.saveList(connection, attempt.run(), attempt.taskId(), elements.jsons());
        }
    }

    /** Starts a run of another DAG; the attempt gives its worker back and waits. A run that exists is waited for. */
    boolean startSubRun(StoredInstance attempt, Node node, NewRun child) {
        return inTransaction((connection, aftermath) -> {
            var waiting = new boolean[1];
            change(connection, aftermath, attempt.run(), transaction -> {
                var leaving = new InstanceStore.Leaving(
                        TaskState.UP_FOR_RESCHEDULE, Optional.empty(), Optional.empty(), "");
                waiting[0] = InstanceStore.leaveRunning(
                        connection, attempt.id(), attempt.epoch(), node.id(), leaving);
                if (waiting[0]) {
                    transaction.freeSlot();
                    if (createRun(connection, aftermath, child, attempt.id()).isEmpty()) {
                        RunStore.find(connection, child.dagId(), child.runId())
                                .filter(run -> run.state().finished())
                                .ifPresent(run -> aftermath.subRunEnded(run.key()));
                    }
                }
            });
            return waiting[0];
        });
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
        var expected = subRunId(
                parent.run().runId(), waiting.taskId(), waiting.mapIndex(), waiting.tryNumber());
        return waiting.state() == TaskState.UP_FOR_RESCHEDULE && expected.equals(child.runId());
    }

    /** Ends the task instance that waited for a run which has ended. May be called twice for one run. */
    void endSubRun(long childRun) {
        inTransaction((connection, aftermath) -> {
            var child = RunStore.lock(connection, childRun).orElseThrow();
            var waiting = child.parentInstance() == null
                    ? Optional.<StoredInstance>empty()
                    : InstanceStore.find(connection, child.parentInstance());
            if (waiting.isPresent() && child.state().finished()) {
                change(connection, aftermath, waiting.get().run(), transaction -> {
                    var now = InstanceStore.find(connection, waiting.get().id()).orElseThrow();
                    if (waitsFor(child, transaction, now)) {
                        endWaiting(connection, transaction, now, SubRunEnding.of(connection, transaction, now, child));
                    }
                });
            }
            return Boolean.TRUE;
        });
    }

    private static void endWaiting(
            Connection connection, RunTransaction transaction, StoredInstance waiting, AttemptResult result)
            throws SQLException {
        var ending = Ending.of(waiting, result, transaction);
        if (InstanceStore.leaveWaiting(connection, waiting.id(), waiting.epoch(), ending.leaving())) {
            carryOut(connection, transaction, waiting, Node.none(), ending);
        }
    }

    /** Queues an attempt again whose node or job was lost, without consuming a try. */
    void requeueLost(StoredInstance lost, String nodeName, String reason) {
        inTransaction((connection, aftermath) -> change(connection, aftermath, lost.run(), transaction -> {
            if (transaction.requeue(lost)) {
                TryStore.insert(connection, lost, "lost", nodeName, reason, transaction.now());
                if (lost.jobId() != null) {
                    queue.remove(connection, List.of(lost.jobId()));
                }
            }
        }));
    }

    /** As {@link #requeueLost}, for an attempt that this node has given up without a result. */
    void requeueForgotten(InstanceStore.Running attempt) {
        database.inTransaction(connection -> InstanceStore.find(connection, attempt.id()))
                .filter(instance -> instance.state() == TaskState.RUNNING && instance.epoch() == attempt.epoch())
                .ifPresent(instance -> requeueLost(instance, "", "its end could not be stored"));
    }

    /** Schedules the next try of an instance whose delay is over. */
    void retry(StoredInstance due) {
        inTransaction((connection, aftermath) -> change(connection, aftermath, due.run(), transaction -> 
                InstanceStore.move(connection, due, TaskState.SCHEDULED, Optional.empty(), "")));
    }

    /** @throws DagRunrException when the DAG has no such run */
    long requireRun(String dagId, String runId) {
        return database.inTransaction(connection -> RunStore.find(connection, dagId, runId))
                .orElseThrow(() -> new DagRunrException(
                        ErrorCode.UNKNOWN_RUN, "DAG '" + dagId + "' has no run '" + runId + "'"))
                .key();
    }
}
