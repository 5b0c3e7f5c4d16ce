package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.TaskState;
import dev.dagrunr.dag.internal.decision.Decision;
import dev.dagrunr.dag.internal.decision.Event;
import dev.dagrunr.dag.internal.decision.Progression;
import dev.dagrunr.dag.internal.decision.Recount;
import dev.dagrunr.dag.internal.decision.Returned;
import dev.dagrunr.dag.internal.decision.Transition;
import dev.dagrunr.dag.internal.model.Callbacks;
import dev.dagrunr.dag.internal.model.Graph;
import dev.dagrunr.dag.internal.model.Past;
import dev.dagrunr.engine.internal.job.JobQueue;
import dev.dagrunr.engine.internal.job.Ticket;
import dev.dagrunr.engine.internal.store.AttemptStore;
import dev.dagrunr.engine.internal.store.CallbackStore;
import dev.dagrunr.engine.internal.store.Database;
import dev.dagrunr.engine.internal.store.InstanceStore;
import dev.dagrunr.engine.internal.store.PastStore;
import dev.dagrunr.engine.internal.store.ProgressStore;
import dev.dagrunr.engine.internal.store.QueueStore;
import dev.dagrunr.engine.internal.store.RunStore;
import dev.dagrunr.engine.internal.store.StoredInstance;
import dev.dagrunr.engine.internal.store.StoredRun;
import dev.dagrunr.engine.internal.store.TryStore;
import dev.dagrunr.engine.internal.store.XComStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One decision about one run, carried out on its locked row: counters, instances, jobs of what is queued now. Everything
 * that it changes commits or rolls back together. Confined to one transaction.
 */
final class RunTransaction {
    private final Connection connection;
    private final JobQueue queue;
    private final Graph graph;
    private final Optional<Dag<?>> code;
    private final Instant now;
    private final Aftermath aftermath;
    private final List<Transition.Schedule> due = new ArrayList<>();
    private final List<StoredInstance> queued = new ArrayList<>();
    private final List<Orphan> orphans = new ArrayList<>();
    private final StoredRun stored;
    private StoredRun run;
    private boolean decided;
    private boolean admitting;
    private boolean mayBeForgotten;

    RunTransaction(
            Connection connection,
            JobQueue queue,
            Graph graph,
            Optional<Dag<?>> code,
            StoredRun run,
            Instant now,
            Aftermath aftermath) {
        this.code = code;
        this.connection = connection;
        this.queue = queue;
        this.graph = graph;
        this.stored = run;
        this.run = run;
        this.now = now;
        this.aftermath = aftermath;
    }

    Connection connection() {
        return connection;
    }

    StoredRun run() {
        return run;
    }

    Graph graph() {
        return graph;
    }

    Instant now() {
        return now;
    }

    /** {@code queued → running}: the tasks that wait for nothing may run. */
    void start() throws SQLException {
        if (run.state() == RunState.QUEUED) {
            run = run.withState(RunState.RUNNING);
            RunStore.start(connection, run.id(), now);
            decide(new Event.Started());
        }
    }

    /** Lets a run that has ended start again, when its DAG lets it. */
    void startAgain() throws SQLException {
        RunStore.requeue(connection, run.id(), now);
        recount(RunState.QUEUED);
        aftermath.admitRuns(run.dagId());
    }

    /** Whether something has ended in the run, or begun anew. */
    boolean hasDecided() {
        return decided;
    }

    /** The commit need not wait for the disk, unless the run ends or other runs are changed with it. */
    void mayBeForgotten() {
        mayBeForgotten = true;
    }

    /** A queued or running instance is neither any more. */
    void freeSlot() {
        run = run.plusOccupied(-1);
    }

    void decide(Event event) throws SQLException {
        decide(List.of(event));
    }

    /** Lets events take their course, one after the other, and the ends that follow from them. */
    void decide(List<Event> first) throws SQLException {
        if (first.isEmpty()) {
            return;
        }
        decided = true;
        var counters = ProgressStore.counters(connection, graph, run.id());
        try {
            Progression.expect(graph, counters, first);
            var events = new ArrayDeque<>(first);
            while (!events.isEmpty()) {
                events.addAll(decide(events.remove(), counters));
            }
        } catch (ProgressStore.LookupFailed e) {
            throw e.cause();
        }
        counters.store();
    }

    private List<Event> decide(Event event, ProgressStore.Counters counters) throws SQLException {
        var decision = Progression.decide(graph, run.progress(), counters, event);
        run = run.withProgress(decision.run());
        counters.change(decision);
        var stopped = new ArrayList<Event>();
        for (var transition : decision.transitions()) {
            if (transition instanceof Transition.Stop stop) {
                stopped.addAll(stop(stop));
            } else {
                carryOut(transition, decision);
            }
        }
        return stopped;
    }

    private void carryOut(Transition transition, Decision decision) throws SQLException {
        if (transition instanceof Transition.Expand expand) {
            Expanding.carryOut(connection, run.id(), graph, expand, startsAtOnce(expand, decision));
        } else if (transition instanceof Transition.Schedule schedule) {
            schedule(schedule);
        } else if (transition instanceof Transition.Settle settle) {
            InstanceStore.settle(connection, run.id(), settle, now);
        } else if (transition instanceof Transition.EndRun end) {
            end(end.state(), end.reason());
        }
    }

    /** Whether all that an expansion makes is scheduled with it: then it need not be stored as waiting first. */
    private boolean startsAtOnce(Transition.Expand expand, Decision decision) {
        return graph.depth(expand.taskId()) == 1
                && decision.transitions().stream()
                        .anyMatch(transition -> transition instanceof Transition.Schedule schedule
                                && schedule.taskId().equals(expand.taskId())
                                && schedule.instances().size() == 1
                                && schedule.instances().get(0).holds(0)
                                && schedule.instances().get(0).holds(expand.width() - 1));
    }

    private void schedule(Transition.Schedule schedule) throws SQLException {
        due.add(schedule);
        boolean dated = run.identity().run().logicalDate().isPresent();
        if (dated && graph.task(schedule.taskId()).options().past() != Past.IGNORED) {
            storeDue();
            PastStore.hold(connection, run.id(), schedule.taskId());
            aftermath.lookBack(run.id());
        }
    }

    /** As scheduled, when they cannot be queued yet or others are to see them before. */
    private void storeDue() throws SQLException {
        QueueStore.schedule(connection, run.id(), due);
        due.clear();
    }

    /** Ends the instances of a task that are under way; what each of these ends leads to is still to be decided. */
    private List<Event> stop(Transition.Stop stop) throws SQLException {
        storeDue();
        var stopped = new ArrayList<Event>();
        for (var instance : InstanceStore.lockLiveOfTask(connection, run.id(), stop.taskId())) {
            var end = instance.state() == TaskState.RUNNING ? TaskState.FAILED : TaskState.SKIPPED;
            withdraw(instance, end, new Reasons(stop.reason(), stop.reason()));
            InstanceStore.move(connection, instance, end, Optional.of(now), stop.reason());
            if (instance.state() == TaskState.QUEUED || instance.state() == TaskState.RUNNING) {
                freeSlot();
            }
            stopped.add(new Event.Stopped(instance.taskId(), instance.mapIndex(), end));
        }
        return stopped;
    }

    /** Has callbacks told how an attempt ended, where the task has some. */
    void tell(StoredInstance attempt, AttemptStore.Leaving leaving) throws SQLException {
        var moment = Callbacks.Moment.of(leaving.state());
        var task = code.flatMap(dag -> dag.graph().find(attempt.taskId()));
        if (moment.isPresent()
                && task.isPresent()
                && !task.get().callbacks().at(moment.get()).isEmpty()) {
            CallbackStore.insert(connection, attempt, run.dagId(), moment.get(), leaving.reason());
            aftermath.callbacksDue();
        }
    }

    private void tellEnd(RunState state, String reason) throws SQLException {
        var moment = Callbacks.Moment.of(state);
        if (code.isPresent() && !code.get().callbacks().at(moment).isEmpty()) {
            CallbackStore.insert(connection, run.id(), run.dagId(), moment, reason);
            aftermath.callbacksDue();
        }
    }

    /** Ends the run, whatever its tasks do. */
    void end(RunState state, String reason) throws SQLException {
        run = run.withState(state);
        RunStore.end(connection, run.id(), state, reason, now);
        tellEnd(state, reason);
        aftermath.runFinished(run.id());
        aftermath.admitRuns(run.dagId());
        if (run.parent().isPresent()) {
            aftermath.subRunEnded(run.id());
        }
    }

    /**
     * Why something is called back.
     *
     * @param attempt for the history of attempts
     * @param child for a run that the instance waited for
     */
    record Reasons(String attempt, String child) {}

    /** A run that nobody waits for any more. */
    record Orphan(long run, String reason) {}

    /** To be stopped after the last call. */
    List<Orphan> orphans() {
        return List.copyOf(orphans);
    }

    /**
     * Calls back what is under way for an instance: its job, its attempt on whatever node, the run that it waits for.
     *
     * @param end how the history calls the end of an attempt that was running
     */
    void withdraw(StoredInstance instance, TaskState end, Reasons reasons) throws SQLException {
        if (instance.jobId() != null && instance.state() == TaskState.QUEUED) {
            queue.remove(connection, List.of(instance.jobId()));
        }
        if (instance.state() == TaskState.RUNNING) {
            TryStore.insert(connection, instance, end.wireName(), reasons.attempt(), now);
            aftermath.cancel(instance.id(), instance.epoch());
        }
        if (instance.state() == TaskState.RESTARTING) {
            aftermath.cancel(instance.id(), instance.epoch());
        }
        if (instance.state() == TaskState.UP_FOR_RESCHEDULE) {
            RunStore.unfinishedChildren(connection, instance.id())
                    .forEach(child -> orphans.add(new Orphan(child, reasons.child())));
        }
    }

    /** Counts the run anew, after instances were changed from outside. */
    void recount(RunState state) throws SQLException {
        decided = true;
        storeDue();
        var instances = InstanceStore.ofRun(connection, run.id());
        var returned = XComStore.returned(connection, run.id());
        var recount = Recount.of(
                graph,
                instances.stream()
                        .map(instance -> new Recount.Instance(
                                instance.taskId(),
                                instance.mapIndex(),
                                instance.state(),
                                returned.getOrDefault(
                                        new XComStore.Key(instance.taskId(), instance.mapIndex()), Returned.NOTHING)))
                        .toList(),
                Choices.leftOut(connection, run.id(), graph, instances));
        int occupied = (int) instances.stream()
                .filter(instance -> instance.state() == TaskState.QUEUED || instance.state() == TaskState.RUNNING)
                .count();
        ProgressStore.replace(connection, graph, run.id(), recount.cells());
        run = run.withState(state).withProgress(recount.run()).plusOccupied(occupied - run.occupiedSlots());
    }

    /** After {@link #recount}: the run fails however its tasks end. */
    void failInTheEnd() {
        run = run.withProgress(run.progress().failing());
    }

    /** Queues the same try of an instance again. */
    boolean requeue(StoredInstance lost) throws SQLException {
        var again = InstanceStore.requeue(connection, lost, now);
        again.ifPresent(queued::add);
        return again.isPresent();
    }

    /** Queues those of these scheduled instances that the slots of the run have room for. */
    void admit(List<Long> instances) throws SQLException {
        admitting = true;
        if (!run.state().finished() && run.freeSlots() > 0) {
            var next = QueueStore.queueChosen(connection, run.id(), instances, run.freeSlots(), now);
            run = run.plusOccupied(next.size());
            queued.addAll(next);
        }
    }

    /** Fills the free slots, stores the counters and inserts the jobs of all that was queued. The last call. */
    void finish() throws SQLException {
        if (run.admitted() && !admitting) {
            aftermath.slotsChanged();
        }
        if (run.admitted() || run.freeSlots() == 0 || run.progress().liveInstances() <= run.occupiedSlots()) {
            storeDue();
            storeRun();
        } else {
            var next = QueueStore.queueNext(connection, run, due, waitsForDisk(), now);
            run = run.plusOccupied(next.size());
            queued.addAll(next);
        }
        if (!queued.isEmpty()) {
            queue.enqueueNew(connection, queued.stream().map(this::ticket).toList());
            aftermath.workAvailable();
        }
    }

    private void storeRun() throws SQLException {
        if (!run.equals(stored)) {
            RunStore.update(connection, run, waitsForDisk());
        } else if (!waitsForDisk()) {
            Database.doNotWait(connection);
        }
    }

    private boolean waitsForDisk() {
        return !mayBeForgotten || run.state().finished() || !orphans.isEmpty();
    }

    private Ticket ticket(StoredInstance instance) {
        var name = instance.mapIndex() < 0 ? instance.taskId() : instance.taskId() + " [" + instance.label() + "]";
        return new Ticket(
                requireJob(instance.jobId()),
                instance.id(),
                instance.epoch(),
                name + " · " + run.runId(),
                List.of(run.dagId(), run.runId(), "try " + instance.tryNumber()));
    }

    private static UUID requireJob(@Nullable UUID jobId) {
        if (jobId == null) {
            throw new IllegalStateException("A queued task instance has no job id");
        }
        return jobId;
    }
}
