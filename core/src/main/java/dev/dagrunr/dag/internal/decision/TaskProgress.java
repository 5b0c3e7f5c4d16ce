package dev.dagrunr.dag.internal.decision;

import dev.dagrunr.dag.internal.model.Graph;
import dev.dagrunr.dag.internal.model.Task;

/**
 * How far one cell of one run is, as counters: a task, or its part within one instance of the mapped groups around it. Where
 * such a group is expanded, the cell of the whole goes on to exist as the sum of its parts; its {@code upstream} and
 * {@code setups} are then what all parts share, and each part counts only what is its own.
 *
 * @param width how many instances it has, or how many parts; -1 while it is to be expanded: then it has one instance
 * @param waiting how many of its instances were not decided on yet
 * @param upstream how the instances of its direct upstream tasks ended; a mapped one counts once until it is expanded
 * @param own how its instances ended
 * @param setups how the instances of the setups that it watches ended, see {@link Graph#watchedSetups}
 * @param results how many values its instances returned
 * @param elements how many elements the lists have together that its instances returned
 * @param leftOut whether a branch or a short circuit left the task out; that stays so when the task is cleared
 */
public record TaskProgress(
        int width, int waiting, Tally upstream, Tally own, Tally setups, int results, int elements, boolean leftOut) {
    public static final int UNEXPANDED = -1;

    /** A task of a run that has just been created. */
    public static TaskProgress initial(Graph graph, Task task) {
        int watched = graph.watchedSetups(task.id()).size();
        return initial(graph.depth(task.id()) > 0, task.upstream().size(), watched);
    }

    static TaskProgress initial(boolean toExpand, int upstream, int setups) {
        int width = toExpand ? UNEXPANDED : 1;
        return new TaskProgress(width, 1, Tally.of(upstream), Tally.of(1), Tally.of(setups), 0, 0, false);
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
        return new TaskProgress(newWidth, newWidth, upstream, Tally.of(newWidth), setups, results, elements, leftOut);
    }

    /** From now on the sum of its parts; what they count themselves is not counted here any more. */
    TaskProgress splitInto(int parts, int upstreamOfParts, int setupsOfParts) {
        var sharedUpstream = upstream.withTotal(upstream.total() - upstreamOfParts);
        var sharedSetups = setups.withTotal(setups.total() - setupsOfParts);
        return new TaskProgress(parts, 0, sharedUpstream, Tally.of(parts), sharedSetups, results, elements, leftOut);
    }

    TaskProgress decided() {
        return new TaskProgress(width, 0, upstream, own, setups, results, elements, leftOut);
    }

    TaskProgress withWidth(int newWidth) {
        return new TaskProgress(newWidth, waiting, upstream, own, setups, results, elements, leftOut);
    }

    TaskProgress withUpstream(Tally tally) {
        return new TaskProgress(width, waiting, tally, own, setups, results, elements, leftOut);
    }

    TaskProgress withSetups(Tally tally) {
        return new TaskProgress(width, waiting, upstream, own, tally, results, elements, leftOut);
    }

    TaskProgress withOwn(Tally tally) {
        return new TaskProgress(width, waiting, upstream, tally, setups, results, elements, leftOut);
    }

    TaskProgress plusReturned(Returned returned) {
        return new TaskProgress(
                width,
                waiting,
                upstream,
                own,
                setups,
                results + returned.values(),
                elements + returned.elements(),
                leftOut);
    }

    TaskProgress leaveOut() {
        return new TaskProgress(width, waiting, upstream, own, setups, results, elements, true);
    }
}
