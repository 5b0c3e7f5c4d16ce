package dev.dagrunr.engine.internal.job;

import java.util.ArrayList;
import java.util.List;
import org.jobrunr.jobs.Job;

/**
 * Jobs that have ended while their rows do not say so yet. They are written when the node looks for jobs the next time, so that
 * it costs no transaction of its own; {@link Fetcher} says how soon that is. Thread-safe.
 */
final class EndedJobs {
    private List<Job> waiting = new ArrayList<>();

    synchronized void add(Job job) {
        waiting.add(job);
    }

    synchronized List<Job> take() {
        var taken = waiting;
        waiting = new ArrayList<>();
        return taken;
    }

    /** They could not be written. */
    synchronized void giveBack(List<Job> unwritten) {
        unwritten.addAll(waiting);
        waiting = unwritten;
    }
}
