package dev.dagrunr.dag.internal.decision;

import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.TaskState;
import dev.dagrunr.dag.internal.model.Expansion;
import dev.dagrunr.dag.internal.model.Graph;
import dev.dagrunr.dag.internal.model.Task;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Carries an event through a run: who may run now, who never will, whether the run has ended. It looks only at the tasks
 * downstream of the event, as far as the event reaches. One use, one thread.
 */
public final class Progression {
    private static final String LEFT_OUT = "A task before it left it out";

    private final Graph graph;
    private final ProgressLookup stored;
    private final Map<String, TaskProgress> changed = new LinkedHashMap<>();
    private final List<Transition> transitions = new ArrayList<>();
    private final Deque<String> toConsider = new ArrayDeque<>();
    private final Set<String> queued = new LinkedHashSet<>();
    private RunProgress run;

    private Progression(Graph graph, RunProgress run, ProgressLookup stored) {
        this.graph = graph;
        this.run = run;
        this.stored = stored;
    }

    public static Decision decide(Graph graph, RunProgress run, ProgressLookup stored, Event event) {
        var progression = new Progression(graph, run, stored);
        progression.accept(event);
        progression.considerAll();
        progression.endRun();
        return new Decision(progression.transitions, progression.run, progression.changed);
    }

    private void accept(Event event) {
        if (event instanceof Event.Ended ended) {
            run = run.plusLive(-1);
            leaveOut(ended.leftOut());
            var task = graph.task(ended.taskId());
            addEnded(task, ended.state(), 1, ended.results());
            failFast(task, ended.state());
        } else if (event instanceof Event.Stopped stopped) {
            run = run.plusLive(-1);
            addEnded(graph.task(stopped.taskId()), stopped.state(), 1, 0);
        } else {
            var all = graph.tasks().stream().map(Task::id).toList();
            stored.expect(all);
            all.forEach(this::consider);
        }
    }

    private void leaveOut(List<String> taskIds) {
        stored.expect(taskIds);
        for (var id : taskIds) {
            changed.put(id, progress(id).leaveOut());
            consider(id);
        }
    }

    private void considerAll() {
        while (!toConsider.isEmpty()) {
            var id = toConsider.remove();
            queued.remove(id);
            decideOn(graph.task(id));
        }
    }

    private void consider(String taskId) {
        if (progress(taskId).waiting() > 0 && queued.add(taskId)) {
            toConsider.add(taskId);
        }
    }

    private void decideOn(Task task) {
        var progress = progress(task.id());
        if (progress.waiting() == 0) {
            return;
        }
        if (progress.leftOut()) {
            settle(task, TaskState.SKIPPED, LEFT_OUT);
            return;
        }
        int mapIndex = progress.expanded() && task.mapped() ? 0 : -1;
        var byRule = Readiness.of(task.rule(), progress.upstream(), progress.setups(), mapIndex);
        switch (progress.expanded() ? byRule : withList(task, byRule)) {
            case WAIT -> {}
            case RUN -> run(task, progress);
            case SKIP -> settle(task, TaskState.SKIPPED);
            case FAIL_UPSTREAM -> settle(task, TaskState.UPSTREAM_FAILED);
            case REMOVE -> settle(task, TaskState.REMOVED);
        }
    }

    /** Whatever the rule of a mapped task is, without its list it cannot run. A failure wins over a skip. */
    private Verdict withList(Task task, Verdict byRule) {
        var byList = lists(task);
        if (byRule == Verdict.FAIL_UPSTREAM || byList == Verdict.FAIL_UPSTREAM) {
            return Verdict.FAIL_UPSTREAM;
        }
        if (byRule == Verdict.SKIP || byList == Verdict.SKIP) {
            return Verdict.SKIP;
        }
        return byList == Verdict.RUN ? byRule : Verdict.WAIT;
    }

    /** One list that will never be there decides at once. */
    private Verdict lists(Task task) {
        var verdicts = EnumSet.of(Verdict.RUN);
        if (task.mapped()) {
            var sources = source(task).tasks();
            stored.expect(sources);
            sources.forEach(id -> verdicts.add(listOf(id)));
        }
        return Stream.of(Verdict.FAIL_UPSTREAM, Verdict.SKIP, Verdict.WAIT)
                .filter(verdicts::contains)
                .findFirst()
                .orElse(Verdict.RUN);
    }

    private void run(Task task, TaskProgress progress) {
        if (progress.expanded()) {
            schedule(task);
        } else {
            expand(task);
        }
    }

    private void expand(Task task) {
        int width = source(task).width(list -> progress(list.taskId()).results());
        int limit = graph.rules().mapLengthLimit();
        if (width == 0) {
            settle(task, TaskState.SKIPPED);
            return;
        }
        if (width > limit) {
            settle(task, TaskState.FAILED, tooWide(task, width, limit));
            return;
        }
        changed.put(task.id(), progress(task.id()).expandedTo(width));
        transitions.add(new Transition.Expand(task.id(), width));
        for (var downstream : graph.downstream(task.id())) {
            var progress = progress(downstream);
            var upstream = progress.upstream();
            changed.put(downstream, progress.withUpstream(upstream.withTotal(upstream.total() + width - 1)));
        }
        for (var watcher : graph.watchersOf(task.id())) {
            var progress = progress(watcher);
            var setups = progress.setups();
            changed.put(watcher, progress.withSetups(setups.withTotal(setups.total() + width - 1)));
        }
        schedule(task);
    }

    private static Expansion.Source source(Task task) {
        return task.expansion().orElseThrow().source();
    }

    private static String tooWide(Task task, int width, int limit) {
        return "Task '%s' would be expanded to %s instances, but at most %d are allowed; expand it over a shorter list, or raise maxMapLength"
                .formatted(task.id(), width == Integer.MAX_VALUE ? "more than two billion" : width, limit);
    }

    /**
     * Whether the list of a mapped task is there. Failed and skipped instances of a mapped source only make it shorter; a
     * source that ended without being expanded gives none.
     */
    private Verdict listOf(String sourceId) {
        var source = progress(sourceId);
        var own = source.own();
        if (!source.complete()) {
            return Verdict.WAIT;
        }
        boolean severalInstances = graph.task(sourceId).mapped() && source.expanded();
        if (severalInstances || own.success() > 0) {
            return Verdict.RUN;
        }
        if (own.failed() + own.upstreamFailed() > 0) {
            return Verdict.FAIL_UPSTREAM;
        }
        return own.skipped() > 0 ? Verdict.SKIP : Verdict.WAIT;
    }

    private void schedule(Task task) {
        var progress = progress(task.id());
        run = run.plusLive(progress.waiting());
        changed.put(task.id(), progress.decided());
        transitions.add(new Transition.Schedule(task.id()));
    }

    private void settle(Task task, TaskState state) {
        settle(task, state, "");
    }

    private void settle(Task task, TaskState state, String reason) {
        int count = progress(task.id()).waiting();
        changed.put(task.id(), progress(task.id()).decided());
        transitions.add(new Transition.Settle(task.id(), state, reason));
        addEnded(task, state, count, 0);
        failFast(task, state);
    }

    /** Looks at all tasks, but only once something failed. Other instances of the same task go on, as in Airflow. */
    private void failFast(Task failed, TaskState state) {
        if (state != TaskState.FAILED || !graph.rules().failFast()) {
            return;
        }
        var reason = "Task '" + failed.id() + "' failed, and this DAG fails fast";
        var others = graph.tasks().stream()
                .filter(task -> !task.id().equals(failed.id()))
                .filter(task -> !task.traits().role().isTeardown())
                .toList();
        stored.expect(others.stream().map(Task::id).toList());
        for (var other : others) {
            if (progress(other.id()).live() > 0) {
                transitions.add(new Transition.Stop(other.id(), reason));
            }
            if (progress(other.id()).waiting() > 0) {
                settle(other, TaskState.SKIPPED, reason);
            }
        }
    }

    private void addEnded(Task task, TaskState state, int count, int results) {
        var before = progress(task.id());
        var after = before.withOwn(before.own().plus(state, count), results);
        changed.put(task.id(), after);
        if (after.complete()) {
            boolean failed = after.own().failed() + after.own().upstreamFailed() > 0;
            run = run.closeTask(failed && graph.isLeaf(task.id()));
        }
        stored.expect(graph.downstream(task.id()));
        for (var downstream : graph.downstream(task.id())) {
            var progress = progress(downstream);
            changed.put(downstream, progress.withUpstream(progress.upstream().plus(state, count)));
            consider(downstream);
        }
        stored.expect(graph.watchersOf(task.id()));
        for (var watcher : graph.watchersOf(task.id())) {
            var progress = progress(watcher);
            changed.put(watcher, progress.withSetups(progress.setups().plus(state, count)));
            consider(watcher);
        }
    }

    private void endRun() {
        if (run.openTasks() == 0) {
            var state = run.failedLeaves() == 0 ? RunState.SUCCESS : RunState.FAILED;
            transitions.add(new Transition.EndRun(state, ""));
        } else if (run.liveInstances() == 0) {
            transitions.add(new Transition.EndRun(RunState.FAILED, "Deadlock: no task of this run can start any more"));
        }
    }

    private TaskProgress progress(String taskId) {
        var known = changed.get(taskId);
        return known != null ? known : stored.get(taskId);
    }
}
