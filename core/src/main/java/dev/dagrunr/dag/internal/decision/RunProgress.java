package dev.dagrunr.dag.internal.decision;

import dev.dagrunr.dag.internal.model.Graph;

/**
 * How far a run is, as counters.
 *
 * @param openTasks tasks, or cells of tasks within mapped groups, with an instance that has not ended
 * @param liveInstances instances between scheduled and ended: on them the run can move on by itself
 * @param failedLeaves those without downstream that ended with a failed instance
 */
public record RunProgress(int openTasks, int liveInstances, int failedLeaves) {
    /** A run that has just been created. */
    public static RunProgress initial(Graph graph) {
        return new RunProgress(graph.tasks().size(), 0, 0);
    }

    /** The same run, but it fails however its tasks end. */
    public RunProgress failing() {
        return new RunProgress(openTasks, liveInstances, failedLeaves + 1);
    }

    RunProgress plusLive(int count) {
        return new RunProgress(openTasks, liveInstances + count, failedLeaves);
    }

    RunProgress plusOpen(int count) {
        return new RunProgress(openTasks + count, liveInstances, failedLeaves);
    }

    RunProgress closeTask(boolean failedLeaf) {
        return new RunProgress(openTasks - 1, liveInstances, failedLeaves + (failedLeaf ? 1 : 0));
    }
}
