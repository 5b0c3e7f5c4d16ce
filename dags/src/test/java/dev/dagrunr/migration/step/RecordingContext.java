package dev.dagrunr.migration.step;

import dev.dagrunr.dag.Attempt;
import dev.dagrunr.dag.Run;
import dev.dagrunr.dag.RunType;
import dev.dagrunr.dag.TaskContext;
import dev.dagrunr.dag.TaskLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a step is told when no engine runs it; keeps what the step logs. */
record RecordingContext<P>(P params, Attempt attempt, List<String> lines) implements TaskContext<P> {
    static <P> RecordingContext<P> of(String taskId, long epoch, P params) {
        return new RecordingContext<>(
                params, new Attempt("migration", "run", taskId, -1, "", 1, epoch), new ArrayList<>());
    }

    @Override
    public Run run() {
        return Run.of(attempt.dagId(), attempt.runId(), RunType.MANUAL);
    }

    @Override
    public Instant runStartedAt() {
        return Instant.EPOCH;
    }

    @Override
    public TaskLog log() {
        return new TaskLog() {
            @Override
            public void info(String message) {
                lines.add(message);
            }

            @Override
            public void warn(String message) {
                lines.add(message);
            }

            @Override
            public void error(String message) {
                lines.add(message);
            }
        };
    }

    @Override
    public void progress(long done, long expected) {}

    @Override
    public Registration onCancel(Runnable action) {
        return () -> {};
    }
}
