package dev.dagrunr.dag;

import java.time.Instant;
import java.util.function.Consumer;

/** What a body learns of a run in memory. Progress leads nowhere there, and nothing cancels an attempt. */
record InProcessContext(Record conf, Run run, Instant runStartedAt, Attempt attempt, Consumer<String> lines)
        implements TaskContext<Record> {
    @Override
    public Record params() {
        return conf;
    }

    @Override
    public TaskLog log() {
        return new TaskLog() {
            @Override
            public void info(String message) {
                lines.accept("info: " + message);
            }

            @Override
            public void warn(String message) {
                lines.accept("warn: " + message);
            }

            @Override
            public void error(String message) {
                lines.accept("error: " + message);
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
