package dev.dagrunr.dag.internal.decision;

import dev.dagrunr.dag.internal.model.Graph;
import dev.dagrunr.dag.internal.model.Task;

/**
 * How far one task of one run is, as counters.
 *
 * @param width how many instances it has; -1 while a mapped task is not expanded, which then has one instance with map
 *     index -1
 * @param waiting how many of its instances were not decided on yet
 * @param upstream how the instances of its direct upstream tasks ended; a mapped one counts once until it is expanded
 * @param own how its instances ended
 * @param setups how the instances of the setups that it watches ended, see {@link Graph#watchedSetups}
 * @param results how many elements a task expanded over this one gets: the length of a list, or the number of values that
 *     mapped instances returned
 * @param leftOut whether a branch or a short circuit left the task out; that stays so when the task is cleared
 */
public record TaskProgress(
        int width, int waiting, Tally upstream, Tally own, Tally setups, int results, boolean leftOut) {
    public static final int UNEXPANDED = -1;

    /** A task of a run that has just been created. */
    public static TaskProgress initial(Graph graph, Task task) {
        int width = task.mapped() ? UNEXPANDED : 1;
        var setups = Tally.of(graph.watchedSetups(task.id()).size());
        return new TaskProgress(width, 1, Tally.of(task.upstream().size()), Tally.of(1), setups, 0, false);
    }

    public boolean expanded() {
        return width != UNEXPANDED;
    }

    public boolean complete() {
        return own.complete();
    }

    /** How many of its instances are between scheduled and ended. */
    public int live() {
        return own.total() - own.done() - waiting;
    }

    TaskProgress expandedTo(int newWidth) {
        return new TaskProgress(newWidth, newWidth, upstream, Tally.of(newWidth), setups, results, leftOut);
    }

    TaskProgress decided() {
        return new TaskProgress(width, 0, upstream, own, setups, results, leftOut);
    }

    TaskProgress withUpstream(Tally tally) {
        return new TaskProgress(width, waiting, tally, own, setups, results, leftOut);
    }

    TaskProgress withSetups(Tally tally) {
        return new TaskProgress(width, waiting, upstream, own, tally, results, leftOut);
    }

    TaskProgress withOwn(Tally tally, int moreResults) {
        return new TaskProgress(width, waiting, upstream, tally, setups, results + moreResults, leftOut);
    }

    TaskProgress leaveOut() {
        return new TaskProgress(width, waiting, upstream, own, setups, results, true);
    }
}
