package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.Attempt;
import dev.dagrunr.dag.Run;
import dev.dagrunr.dag.TaskContext;
import dev.dagrunr.dag.TaskLog;
import java.time.Instant;

/** What a body sees of its attempt. */
record AttemptContext<P extends Record>(
        P params, Run run, Instant runStartedAt, Attempt attempt, TaskLog log, RunningAttempt running)
        implements TaskContext<P> {

    @Override
    public void progress(long done, long expected) {
        running.progress(done, expected, 0);
    }

    @Override
    public void progress(long done, long expected, long bytes) {
        running.progress(done, expected, bytes);
    }

    @Override
    public void resumed(long done, long bytes) {
        running.resumed(done, bytes);
    }

    @Override
    public Registration onCancel(Runnable action) {
        return running.onCancel(action);
    }
}
