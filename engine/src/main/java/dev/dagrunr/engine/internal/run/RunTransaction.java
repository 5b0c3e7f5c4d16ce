package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.internal.decision.Decision;
import dev.dagrunr.dag.internal.decision.Event;
import dev.dagrunr.dag.internal.decision.Progression;
import dev.dagrunr.dag.internal.decision.Transition;
import dev.dagrunr.dag.internal.model.Expansion;
import dev.dagrunr.dag.internal.model.Graph;
import dev.dagrunr.dag.internal.model.Task;
import dev.dagrunr.dag.internal.model.ValueType;
import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.internal.job.JobQueue;
import dev.dagrunr.engine.internal.job.Ticket;
import dev.dagrunr.engine.internal.json.Json;
import dev.dagrunr.engine.internal.store.InstanceSet;
import dev.dagrunr.engine.internal.store.InstanceStore;
import dev.dagrunr.engine.internal.store.ProgressStore;
import dev.dagrunr.engine.internal.store.RunStore;
import dev.dagrunr.engine.internal.store.StoredInstance;
import dev.dagrunr.engine.internal.store.StoredRun;
import dev.dagrunr.engine.internal.store.XComStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One decision about one run, carried out on its locked row: counters, instances, jobs of what is queued now. Everything
 * that it changes commits or rolls back together. Confined to one transaction.
 */
final class RunTransaction {
    private static final Logger log = LoggerFactory.getLogger(RunTransaction.class);

    private final Connection connection;
    private final JobQueue queue;
    private final Graph graph;
    private final Instant now;
    private final Aftermath aftermath;
    private final List<StoredInstance> queued = new ArrayList<>();
    private final StoredRun stored;
    private StoredRun run;

    RunTransaction(
            Connection connection, JobQueue queue, Graph graph, StoredRun run, Instant now, Aftermath aftermath) {
        this.connection = connection;
        this.queue = queue;
        this.graph = graph;
        this.stored = run;
        this.run = run;
        this.now = now;
        this.aftermath = aftermath;
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

    /** Replaces the counters, after instances were changed from outside. */
    void restart(StoredRun recounted) {
        run = recounted;
    }

    /** A queued or running instance is neither any more. */
    void freeSlot() {
        run = run.plusOccupied(-1);
    }

    /** Lets an event take its course. */
    void decide(Event event) throws SQLException {
        Decision decision;
        try {
            decision = Progression.decide(graph, run.progress(), ProgressStore.lookup(connection, run.id()), event);
        } catch (ProgressStore.LookupFailed e) {
            throw e.cause();
        }
        run = run.withProgress(decision.run());
        for (var transition : decision.transitions()) {
            carryOut(transition);
        }
        ProgressStore.update(connection, run.id(), decision.changed());
    }

    private void carryOut(Transition transition) throws SQLException {
        if (transition instanceof Transition.Expand expand) {
            var task = graph.task(expand.taskId());
            InstanceSet.expand(connection, run.id(), task, labels(task, expand.width()));
        } else if (transition instanceof Transition.Schedule schedule) {
            InstanceStore.schedule(connection, run.id(), schedule.taskId());
        } else if (transition instanceof Transition.Settle settle) {
            InstanceStore.settle(connection, run.id(), settle.taskId(), settle.state(), now);
        } else if (transition instanceof Transition.EndRun end) {
            run = run.withState(end.state());
            RunStore.end(connection, run.id(), end.state(), end.reason(), now);
            aftermath.runFinished(run.id());
            if (run.parent().isPresent()) {
                aftermath.subRunEnded(run.id());
            }
        }
    }

    private List<String> labels(Task task, int width) throws SQLException {
        var label = task.expansion().orElseThrow().labels();
        var numbers = IntStream.range(0, width).mapToObj(Integer::toString).toList();
        if (label.isEmpty()) {
            return numbers;
        }
        var elements = elements(task.expansion().orElseThrow().source());
        return IntStream.range(0, width)
                .mapToObj(index -> label(task, label.get(), elements.get(index), numbers.get(index)))
                .toList();
    }

    /** A label is for people; one that cannot be made must not cost the task before, whose end this is, its result. */
    private static String label(Task task, Function<Object, String> label, @Nullable Object element, String number) {
        try {
            return Objects.requireNonNullElse(label.apply(element), number);
        } catch (RuntimeException e) {
            log.warn("Element {} of task {} is shown by its number: its label cannot be made", number, task.id(), e);
            return number;
        }
    }

    private List<?> elements(Expansion.Source source) throws SQLException {
        if (source instanceof Expansion.Literal literal) {
            return literal.elements();
        }
        var taskId = source.task().orElseThrow();
        var type = graph.task(taskId).valueType();
        var texts = source instanceof Expansion.ListOf
                ? XComStore.elements(connection, run.id(), taskId)
                : XComStore.mapped(connection, run.id(), taskId).stream()
                        .map(XComStore.MappedValue::json)
                        .toList();
        return texts.stream().map(json -> readable(taskId, json, type)).toList();
    }

    /** Null when it cannot be read: the instance that gets it says so, in its own log. */
    private static @Nullable Object readable(String taskId, String json, ValueType type) {
        try {
            return Json.readElement(json, type);
        } catch (DagRunrException e) {
            log.warn("An element of the list of task {} cannot be read: {}", taskId, e.getMessage());
            return null;
        }
    }

    /** Queues the same try of an instance again. */
    boolean requeue(StoredInstance lost) throws SQLException {
        var again = InstanceStore.requeue(connection, lost, now);
        again.ifPresent(queued::add);
        return again.isPresent();
    }

    /** Fills the free slots, stores the counters and inserts the jobs of all that was queued. The last call. */
    void finish() throws SQLException {
        if (!run.state().finished() && run.freeSlots() > 0 && run.progress().liveInstances() > run.occupiedSlots()) {
            var next = InstanceStore.queueScheduled(connection, run.id(), run.freeSlots(), now);
            run = run.plusOccupied(next.size());
            queued.addAll(next);
        }
        if (!run.equals(stored)) {
            RunStore.update(connection, run);
        }
        if (!queued.isEmpty()) {
            queue.enqueue(connection, queued.stream().map(this::ticket).toList());
            aftermath.workAvailable();
        }
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
