package dev.dagrunr.dag.internal.decision;

import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.TaskState;
import dev.dagrunr.dag.internal.model.Expansion;
import dev.dagrunr.dag.internal.model.Graph;
import dev.dagrunr.dag.internal.model.Work;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Carries an event through a run: who may run now, who never will, whether the run has ended. It looks only at the tasks
 * downstream of the event, as far as the event reaches. One use, one thread.
 */
public final class Progression {
    private static final String LEFT_OUT = "A task before it left it out";

    private final Graph graph;
    private final Counted cells;
    private final Actions actions = new Actions();
    private final Deque<Cell> toConsider = new ArrayDeque<>();
    private final Set<Cell> queued = new LinkedHashSet<>();
    private RunProgress run;

    private Progression(Graph graph, RunProgress run, ProgressLookup stored) {
        this.graph = graph;
        this.run = run;
        this.cells = new Counted(graph, stored);
    }

    public static Decision decide(Graph graph, RunProgress run, ProgressLookup stored, Event event) {
        var progression = new Progression(graph, run, stored);
        progression.accept(event);
        progression.considerAll();
        progression.endRun();
        return new Decision(
                progression.actions.all(), progression.run, progression.cells.changed(), progression.cells.created());
    }

    /** Says what will be looked up for all these ends, which are decided one after the other. */
    public static void expect(Graph graph, ProgressLookup stored, Collection<Event> events) {
        new Counted(graph, stored)
                .expectAround(events.stream()
                        .filter(Event.Ended.class::isInstance)
                        .map(Event.Ended.class::cast)
                        .map(ended -> Cell.of(graph, ended.taskId(), ended.mapIndex()))
                        .toList());
    }

    private void accept(Event event) {
        if (event instanceof Event.Ended ended) {
            run = run.plusLive(-1);
            var cell = Cell.of(graph, ended.taskId(), ended.mapIndex());
            leaveOut(cell, ended.leftOut());
            addEnded(cell, ended.state(), 1, ended.returned());
            failFast(ended.taskId(), ended.state());
        } else if (event instanceof Event.Stopped stopped) {
            run = run.plusLive(-1);
            addEnded(Cell.of(graph, stopped.taskId(), stopped.mapIndex()), stopped.state(), 1, Returned.NOTHING);
        } else {
            cells.innermost(graph.tasks()).forEach(this::enqueue);
        }
    }

    /** What was settled with the whole of its group has no cell for one instance of it any more. */
    private void leaveOut(Cell chooser, List<String> taskIds) {
        var left = LeftOut.cells(graph, chooser, taskIds);
        cells.expect(left);
        for (var cell : left) {
            if (cells.reachedFrom(chooser, cell.taskId()).equals(cell)) {
                cells.change(cell, TaskProgress::leaveOut);
                considerParts(cell);
            }
        }
    }

    private void considerAll() {
        while (!toConsider.isEmpty()) {
            var cell = toConsider.remove();
            queued.remove(cell);
            decideOn(cell);
        }
    }

    /** Of a cell that is a sum its parts, where what they share can make a difference to them. */
    private void consider(Cell cell) {
        if (!cells.isSum(cell) || mayDecide(cell)) {
            considerParts(cell);
        }
    }

    /** While what all parts share is incomplete, and says nothing by itself, none of them can move. */
    private boolean mayDecide(Cell sum) {
        var shared = cells.seenBy(sum);
        var rule = graph.task(sum.taskId()).rule();
        return shared.upstream().complete() && shared.setups().complete()
                || Readiness.of(rule, shared.upstream(), shared.setups(), -1) != Verdict.WAIT;
    }

    private void considerParts(Cell cell) {
        if (cells.isSum(cell)) {
            var parts = cell.parts(cells.get(cell).width());
            cells.expect(parts);
            parts.forEach(this::considerParts);
        } else {
            enqueue(cell);
        }
    }

    private void enqueue(Cell cell) {
        if (cells.get(cell).waiting() > 0 && queued.add(cell)) {
            toConsider.add(cell);
        }
    }

    private void decideOn(Cell cell) {
        var progress = cells.get(cell);
        if (progress.waiting() == 0) {
            return;
        }
        var seen = cells.seenBy(cell);
        if (seen.leftOut()) {
            settle(cell, TaskState.SKIPPED, LEFT_OUT);
            return;
        }
        var task = graph.task(cell.taskId());
        int mapIndex = progress.expanded() && graph.depth(task.id()) > 0 ? 0 : -1;
        var byRule = Readiness.of(task.rule(), seen.upstream(), seen.setups(), mapIndex);
        switch (progress.expanded() ? byRule : withList(cell, byRule)) {
            case WAIT -> {}
            case RUN -> run(cell, progress);
            case SKIP -> settle(cell, TaskState.SKIPPED, "");
            case FAIL_UPSTREAM -> settle(cell, TaskState.UPSTREAM_FAILED, "");
            case REMOVE -> settle(cell, TaskState.REMOVED, "");
        }
    }

    /**
     * Whatever its rule is, without its list nothing can be expanded. A failure wins over a skip. A group does not wait for
     * the rules of its tasks: they wait in each of its instances.
     */
    private Verdict withList(Cell cell, Verdict byRule) {
        var byList = lists(cell);
        if (byRule == Verdict.FAIL_UPSTREAM || byList == Verdict.FAIL_UPSTREAM) {
            return Verdict.FAIL_UPSTREAM;
        }
        if (byRule == Verdict.SKIP || byList == Verdict.SKIP) {
            return Verdict.SKIP;
        }
        return byList == Verdict.RUN && cell.isInnermost(graph) ? byRule : byList;
    }

    /** One list that will never be there decides at once. */
    private Verdict lists(Cell cell) {
        var verdicts = EnumSet.of(Verdict.RUN);
        source(cell).tasks().forEach(id -> verdicts.add(listOf(cells.sourceOf(cell, id))));
        return Stream.of(Verdict.FAIL_UPSTREAM, Verdict.SKIP, Verdict.WAIT)
                .filter(verdicts::contains)
                .findFirst()
                .orElse(Verdict.RUN);
    }

    /**
     * Whether a list is there. Failed and skipped instances of a mapped source only make it shorter; a source that ended
     * without being expanded gives none.
     */
    private Verdict listOf(Cell source) {
        var progress = cells.get(source);
        var own = progress.own();
        if (!progress.complete()) {
            return Verdict.WAIT;
        }
        boolean severalInstances =
                progress.expanded() && (graph.task(source.taskId()).mapped() || cells.isSum(source));
        if (severalInstances || own.success() > 0) {
            return Verdict.RUN;
        }
        if (own.failed() + own.upstreamFailed() > 0) {
            return Verdict.FAIL_UPSTREAM;
        }
        return own.skipped() > 0 ? Verdict.SKIP : Verdict.WAIT;
    }

    private void run(Cell cell, TaskProgress progress) {
        if (progress.expanded()) {
            start(cell);
            return;
        }
        int width = source(cell).width(list -> length(cells.sourceOf(cell, list.taskId()), list));
        int limit = graph.mapLengthLimit(cell.taskId(), cell.path().size());
        if (width == 0) {
            settle(cell, TaskState.SKIPPED, "");
        } else if (width > limit) {
            settle(cell, TaskState.FAILED, tooWide(cell.taskId(), width, limit));
        } else if (cell.isInnermost(graph)) {
            expand(cell, width);
            schedule(cell);
        } else {
            expandGroup(cell, width);
        }
    }

    private void start(Cell cell) {
        if (graph.task(cell.taskId()).work() instanceof Work.Nothing) {
            settle(cell, TaskState.SUCCESS, "");
        } else {
            schedule(cell);
        }
    }

    private int length(Cell source, Expansion.Stored list) {
        var progress = cells.get(source);
        return list instanceof Expansion.ValuesOf ? progress.results() : progress.elements();
    }

    private Expansion.Source source(Cell cell) {
        return graph.expansion(cell.taskId(), cell.path().size()).source();
    }

    private static String tooWide(String taskId, int width, int limit) {
        return "Task '%s' would be expanded to %s instances, but at most %d are allowed; expand it over a shorter list, or raise maxMapLength"
                .formatted(taskId, width == Integer.MAX_VALUE ? "more than two billion" : width, limit);
    }

    private void expand(Cell cell, int width) {
        cells.expand(cell, width);
        actions.add(new Transition.Expand(cell.taskId(), cell.path(), width));
        cells.widen(cell, width - 1, Set.of());
    }

    /** All tasks of the group together that still wait for it, each index of each of them a cell of its own. */
    private void expandGroup(Cell cell, int width) {
        var group = graph.scopes(cell.taskId()).get(cell.path().size());
        var waiting = cells.waitingFor(group, cell.path());
        var together = waiting.stream().map(Cell::taskId).collect(Collectors.toSet());
        for (var member : waiting) {
            cells.split(member, width, together);
            run = run.plusOpen(width - 1);
            actions.add(new Transition.Expand(member.taskId(), member.path(), width));
        }
        waiting.forEach(member -> cells.widen(member, width - 1, together));
        waiting.forEach(this::considerParts);
    }

    private void schedule(Cell cell) {
        var progress = cells.get(cell);
        run = run.plusLive(progress.waiting());
        cells.change(cell, TaskProgress::decided);
        actions.schedule(cell.taskId(), Span.of(graph, cell, progress));
    }

    private void settle(Cell cell, TaskState state, String reason) {
        var progress = cells.get(cell);
        cells.change(cell, TaskProgress::decided);
        actions.settle(cell.taskId(), Span.of(graph, cell, progress), state, reason);
        addEnded(cell, state, progress.waiting(), Returned.NOTHING);
        failFast(cell.taskId(), state);
    }

    /** Looks at all tasks, but only once something failed. Other instances of the same task go on, as in Airflow. */
    private void failFast(String failed, TaskState state) {
        if (state != TaskState.FAILED || !graph.rules().failFast()) {
            return;
        }
        var reason = "Task '" + failed + "' failed, and this DAG fails fast";
        var others = graph.tasks().stream()
                .filter(task -> !task.id().equals(failed))
                .filter(task -> !task.traits().role().isTeardown())
                .toList();
        cells.expect(others.stream().map(task -> Cell.whole(task.id())).toList());
        for (var other : others) {
            var parts = cells.innermost(List.of(other));
            if (parts.stream().anyMatch(part -> cells.get(part).live() > 0)) {
                actions.add(new Transition.Stop(other.id(), reason));
            }
            parts.stream()
                    .filter(part -> cells.get(part).waiting() > 0)
                    .forEach(part -> settle(part, TaskState.SKIPPED, reason));
        }
    }

    private void addEnded(Cell cell, TaskState state, int count, Returned returned) {
        cells.expectAround(cell);
        cells.end(cell, state, count, returned);
        var own = cells.get(cell).own();
        if (own.complete()) {
            boolean failed = own.failed() + own.upstreamFailed() > 0;
            run = run.closeTask(failed && graph.isLeaf(cell.taskId()));
        }
        for (var id : graph.downstream(cell.taskId())) {
            var downstream = cells.reachedFrom(cell, id);
            cells.change(
                    downstream,
                    progress -> progress.withUpstream(progress.upstream().plus(state, count)));
            consider(downstream);
        }
        for (var id : graph.watchersOf(cell.taskId())) {
            var watcher = cells.reachedFrom(cell, id);
            cells.change(
                    watcher, progress -> progress.withSetups(progress.setups().plus(state, count)));
            considerParts(watcher);
        }
    }

    private void endRun() {
        if (run.openTasks() == 0) {
            var state = run.failedLeaves() == 0 ? RunState.SUCCESS : RunState.FAILED;
            actions.add(new Transition.EndRun(state, ""));
        } else if (run.liveInstances() == 0) {
            actions.add(new Transition.EndRun(RunState.FAILED, "Deadlock: no task of this run can start any more"));
        }
    }
}
