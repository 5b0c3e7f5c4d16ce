package dev.dagrunr.dag.internal.decision;

import dev.dagrunr.dag.internal.model.Task;

/**
 * How far one task of one run is, as counters.
 *
 * @param width how many instances it has; -1 while a mapped task is not expanded, which then has one instance with map
 *     index -1
 * @param waiting how many of its instances were not decided on yet
 * @param upstream how the instances of its direct upstream tasks ended; a mapped one counts once until it is expanded
 * @param own how its instances ended
 * @param results how many elements a task expanded over this one gets: the length of a list, or the number of values that
 *     mapped instances returned
 * @param leftOut whether a branch or a short circuit left the task out; that stays so when the task is cleared
 */
public record TaskProgress(int width, int waiting, Tally upstream, Tally own, int results, boolean leftOut) {
    public static final int UNEXPANDED = -1;

    /** A task of a run that has just been created. */
    public static TaskProgress initial(Task task) {
        int width = task.mapped() ? UNEXPANDED : 1;
        return new TaskProgress(width, 1, Tally.of(task.upstream().size()), Tally.of(1), 0, false);
    }

    public boolean expanded() {
        return width != UNEXPANDED;
    }

    public boolean complete() {
        return own.complete();
    }

    TaskProgress expandedTo(int newWidth) {
        return new TaskProgress(newWidth, newWidth, upstream, Tally.of(newWidth), results, leftOut);
    }

    TaskProgress decided() {
        return new TaskProgress(width, 0, upstream, own, results, leftOut);
    }

    TaskProgress withUpstream(Tally tally) {
        return new TaskProgress(width, waiting, tally, own, results, leftOut);
    }

    TaskProgress withOwn(Tally tally, int moreResults) {
        return new TaskProgress(width, waiting, upstream, tally, results + moreResults, leftOut);
    }

    TaskProgress leaveOut() {
        return new TaskProgress(width, waiting, upstream, own, results, true);
    }
}
