package dev.dagrunr.dag;

import java.time.Instant;

/**
 * What the body of a task learns about its run, and tells it. Belongs to one attempt; its methods may be called from any
 * thread while the body runs.
 *
 * @param <P> the parameters of the DAG
 */
public interface TaskContext<P> {
    /** The conf of this run. */
    P params();

    Attempt attempt();

    /** The run that this attempt belongs to: its logical date and data interval, where it has some. */
    Run run();

    /** When the run began to run, by the clock of the node that started it. */
    Instant runStartedAt();

    TaskLog log();

    /**
     * Says how far this attempt is, in any unit. Cheap: stored at most about once a second, whatever the number of calls.
     *
     * @param expected the end of the scale; 0 when it is not known
     */
    void progress(long done, long expected);

    /** The same of a task that moves data: {@code bytes} is what it has moved. */
    default void progress(long done, long expected, long bytes) {
        progress(done, expected);
    }

    /**
     * Says what earlier attempts did of the progress that this one reports from now on: it counts as done, but not in the rate
     * of this attempt. The last call counts; without any, earlier attempts did nothing.
     */
    default void resumed(long done, long bytes) {}

    /**
     * Runs {@code action} on another thread when this attempt is to end early (run stopped, task cleared, timeout, node shut
     * down), beside the interrupt of the body's thread. For work that an interrupt does not reach, such as a statement that
     * a server executes. Close the registration when the work is done. When the attempt is already to end, the action runs
     * at once.
     */
    Registration onCancel(Runnable action);

    /** Undoes {@link #onCancel}. */
    interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
