package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.TaskState;
import dev.dagrunr.dag.internal.decision.Cell;
import dev.dagrunr.dag.internal.decision.TaskProgress;
import dev.dagrunr.dag.internal.model.Graph;
import dev.dagrunr.dag.internal.model.MapPath;
import dev.dagrunr.dag.internal.model.Task;
import dev.dagrunr.engine.PoolInfo;
import dev.dagrunr.engine.internal.store.AdmissionStore;
import dev.dagrunr.engine.internal.store.InstanceStore;
import dev.dagrunr.engine.internal.store.NodeStore;
import dev.dagrunr.engine.internal.store.PastStore;
import dev.dagrunr.engine.internal.store.PoolStore;
import dev.dagrunr.engine.internal.store.ProgressStore;
import dev.dagrunr.engine.internal.store.RunHold;
import dev.dagrunr.engine.internal.store.StoredInstance;
import dev.dagrunr.engine.internal.store.StoredRun;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Says in sentences for people why a task instance does not run. Looks, and changes nothing. */
final class WhyNot {
    private static final Set<TaskState> BEGUN = EnumSet.of(TaskState.QUEUED, TaskState.RUNNING, TaskState.RESTARTING);

    private final Connection connection;
    private final StoredRun run;
    private final Graph graph;
    private final StoredInstance instance;
    private final List<String> reasons = new ArrayList<>();

    private WhyNot(Connection connection, StoredRun run, Graph graph, StoredInstance instance) {
        this.connection = connection;
        this.run = run;
        this.graph = graph;
        this.instance = instance;
    }

    /** Empty when it runs, or when nothing keeps it from running any more. */
    static List<String> of(Connection connection, StoredRun run, Graph graph, StoredInstance instance)
            throws SQLException {
        var whyNot = new WhyNot(connection, run, graph, instance);
        whyNot.find();
        return whyNot.reasons;
    }

    private void find() throws SQLException {
        if (!run.state().finished() && !instance.state().finished()) {
            held();
        }
        switch (instance.state()) {
            case RUNNING -> {}
            case SUCCESS, FAILED, SKIPPED, UPSTREAM_FAILED ->
                reasons.add("It has ended with " + instance.state().wireName() + "; clear it to let it run again");
            case REMOVED -> reasons.add("Its map index no longer exists: its list became shorter");
            case NONE -> notReady();
            case SCHEDULED -> noSlot();
            case QUEUED -> noWorker();
            case RESTARTING -> reasons.add("It was cleared while it ran; its old attempt has not stopped yet");
            case UP_FOR_RETRY ->
                InstanceStore.dueAt(connection, instance.id())
                        .ifPresent(time -> reasons.add("It failed and is tried again at " + time));
            case UP_FOR_RESCHEDULE -> reasons.add(waitsFor());
        }
    }

    private String waitsFor() throws SQLException {
        var due = InstanceStore.dueAt(connection, instance.id());
        var reason = InstanceStore.reason(connection, instance.id());
        if (due.isEmpty()) {
            return "It waits for a run of another DAG";
        }
        return reason.isEmpty() ? "It waits for something outside and looks again at " + due.get() : reason;
    }

    private void held() throws SQLException {
        var dag = RunHold.of(connection, run.id());
        if (dag.paused() && !BEGUN.contains(instance.state())) {
            reasons.add("DAG '" + run.dagId() + "' is paused; unpause it");
        }
        if (run.state() == RunState.QUEUED) {
            reasons.add(
                    dag.running() < dag.most()
                            ? "The run is queued and has not started yet"
                            : "The run is queued: %d of at most %d runs of %s are running"
                                    .formatted(dag.running(), dag.most(), dag.backfill() ? "its backfill" : "its DAG"));
        }
        if (instance.state() == TaskState.SCHEDULED
                && PastStore.held(connection, run.id()).contains(instance.taskId())) {
            reasons.add("It depends on the run before, in which '" + instance.taskId()
                    + "' has not succeeded, or what comes after it; see to that run");
        }
    }

    private void notReady() throws SQLException {
        var task = graph.task(instance.taskId());
        if (run.state().finished()) {
            reasons.add("The run has ended with " + run.state().wireName());
            return;
        }
        var before = upstreamOf(task);
        if (before.isEmpty()) {
            return;
        }
        var progress = ProgressStore.read(connection, graph, run.id(), before);
        for (var upstream : task.upstream()) {
            var own = progress.get(cell(task, upstream));
            if (own != null && !own.complete()) {
                reasons.add(waitsFor(task, upstream, own));
            }
        }
        for (var setup : graph.watchedSetups(task.id())) {
            var own = progress.get(cell(task, setup));
            if (own != null && !own.complete()) {
                reasons.add("It needs the setup '" + setup + "', which has not ended");
            }
        }
    }

    private List<Cell> upstreamOf(Task task) {
        return Stream.of(task.upstream(), graph.watchedSetups(task.id()))
                .flatMap(List::stream)
                .map(id -> cell(task, id))
                .toList();
    }

    /** The part of another task that this instance waits for. */
    private Cell cell(Task task, String other) {
        var path = MapPath.of(instance.mapIndex(), graph.depth(task.id()));
        return new Cell(other, path.prefix(graph.sharedScopes(task.id(), other)));
    }

    private static String waitsFor(Task task, String upstream, TaskProgress own) {
        return "Its rule %s waits for '%s': %d of %s instances have ended"
                .formatted(
                        task.rule().name().toLowerCase(Locale.ROOT),
                        upstream,
                        own.own().done(),
                        own.expanded() ? Integer.toString(own.own().total()) : "an unknown number of");
    }

    private void noSlot() throws SQLException {
        if (run.freeSlots() == 0) {
            reasons.add("The run has no free slot: %d of maxActiveTasks %d are taken"
                    .formatted(run.occupiedSlots(), run.maxActiveTasks()));
        }
        var slots = graph.task(instance.taskId()).options().slots();
        var pool = PoolStore.all(connection).stream()
                .filter(info -> info.name().equals(slots.pool()))
                .findFirst();
        if (pool.isEmpty()) {
            reasons.add("Pool '" + slots.pool() + "' does not exist");
        } else if (pool.get().free() < slots.poolSlots()) {
            reasons.add(full(pool.get(), slots.poolSlots()));
        }
        var taken = AdmissionStore.taken(connection).stream()
                .filter(other ->
                        other.dagId().equals(run.dagId()) && other.taskId().equals(instance.taskId()))
                .toList();
        limit(
                "all runs",
                slots.maxActive().orElse(0),
                taken.stream().mapToInt(other -> other.active()).sum());
        limit(
                "this run",
                slots.maxActiveInRun().orElse(0),
                taken.stream()
                        .filter(other -> other.run() == run.id())
                        .mapToInt(other -> other.active())
                        .sum());
    }

    private static String full(PoolInfo pool, int needed) {
        return "Pool '%s' has %d of %d slots free, and it needs %d"
                .formatted(pool.name(), pool.free(), pool.settings().slots(), needed);
    }

    private void limit(String where, int limit, int active) {
        if (limit > 0 && active >= limit) {
            reasons.add("The task has %d instances active in %s, and may have %d".formatted(active, where, limit));
        }
    }

    private void noWorker() throws SQLException {
        long alive =
                NodeStore.all(connection).stream().filter(node -> node.alive()).count();
        reasons.add(
                alive == 0
                        ? "It is queued, but no node is alive; start one"
                        : "It is queued and waits for a free worker of " + alive + " nodes");
    }
}
