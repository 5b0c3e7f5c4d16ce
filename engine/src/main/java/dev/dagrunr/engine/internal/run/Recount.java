package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.TaskState;
import dev.dagrunr.dag.internal.decision.RunProgress;
import dev.dagrunr.dag.internal.decision.Tally;
import dev.dagrunr.dag.internal.decision.TaskProgress;
import dev.dagrunr.dag.internal.model.Graph;
import dev.dagrunr.dag.internal.model.Task;
import dev.dagrunr.engine.internal.store.StoredInstance;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The counters of a run, counted anew from its instances: for the rare times when somebody changes instances from outside.
 * Pure.
 */
record Recount(RunProgress run, int occupiedSlots, Map<String, TaskProgress> tasks) {

    /**
     * @param results by task how many elements a task expanded over it gets
     * @param leftOut ids of the tasks that a branch or a short circuit left out
     */
    static Recount of(Graph graph, List<StoredInstance> instances, Map<String, Integer> results, Set<String> leftOut) {
        // an instance that was removed with its expansion counts for nothing
        var byTask = instances.stream()
                .filter(instance -> instance.state() != TaskState.REMOVED)
                .collect(Collectors.groupingBy(StoredInstance::taskId));
        var own = new LinkedHashMap<String, Tally>();
        byTask.forEach((task, all) -> own.put(task, tally(all)));
        var tasks = new LinkedHashMap<String, TaskProgress>();
        for (var task : graph.tasks()) {
            var all = byTask.getOrDefault(task.id(), List.of());
            tasks.put(
                    task.id(),
                    new TaskProgress(
                            width(task, all),
                            count(all, TaskState.NONE),
                            sum(task.upstream(), own),
                            own.getOrDefault(task.id(), Tally.of(0)),
                            sum(graph.watchedSetups(task.id()), own),
                            results.getOrDefault(task.id(), 0),
                            leftOut.contains(task.id())));
        }
        return new Recount(progress(graph, instances, tasks), occupied(instances), tasks);
    }

    private static RunProgress progress(Graph graph, List<StoredInstance> instances, Map<String, TaskProgress> tasks) {
        int open =
                (int) tasks.values().stream().filter(task -> !task.complete()).count();
        int live = (int) instances.stream()
                .filter(instance -> !instance.state().finished() && instance.state() != TaskState.NONE)
                .count();
        int failedLeaves = (int) graph.tasks().stream()
                .filter(task -> graph.isLeaf(task.id()))
                .map(task -> tasks.get(task.id()))
                .filter(task ->
                        task.complete() && task.own().failed() + task.own().upstreamFailed() > 0)
                .count();
        return new RunProgress(open, live, failedLeaves);
    }

    private static int width(Task task, List<StoredInstance> instances) {
        boolean unexpanded = task.mapped() && instances.stream().allMatch(instance -> instance.mapIndex() < 0);
        return unexpanded ? TaskProgress.UNEXPANDED : instances.size();
    }

    private static Tally tally(List<StoredInstance> instances) {
        var tally = Tally.of(instances.size());
        for (var instance : instances) {
            if (instance.state().finished()) {
                tally = tally.plus(instance.state(), 1);
            }
        }
        return tally;
    }

    private static Tally sum(List<String> tasks, Map<String, Tally> own) {
        var sum = Tally.of(0);
        for (var id : tasks) {
            var tally = own.getOrDefault(id, Tally.of(0));
            sum = new Tally(
                    sum.total() + tally.total(),
                    sum.success() + tally.success(),
                    sum.skipped() + tally.skipped(),
                    sum.failed() + tally.failed(),
                    sum.upstreamFailed() + tally.upstreamFailed(),
                    sum.removed() + tally.removed());
        }
        return sum;
    }

    private static int occupied(List<StoredInstance> instances) {
        return count(instances, TaskState.QUEUED) + count(instances, TaskState.RUNNING);
    }

    private static int count(List<StoredInstance> instances, TaskState state) {
        return (int)
                instances.stream().filter(instance -> instance.state() == state).count();
    }
}
