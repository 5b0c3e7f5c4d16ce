package dev.dagrunr.engine.view;

import dev.dagrunr.dag.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A task instance as a page shows it. Immutable.
 *
 * @param key the row in table {@code task_instance}
 * @param run the row in table {@code dag_run}
 * @param mapIndex -1 for a task that is not mapped or not expanded yet
 * @param dueAt when something happens next by itself, such as a retry
 * @param progressBytes what was moved; 0 when the task does not say
 * @param resumedDone what earlier attempts did of {@code progressDone}
 * @param resumedBytes what earlier attempts moved of {@code progressBytes}
 * @param reason why the last attempt failed; else empty
 */
public record InstanceView(
        long key,
        long run,
        String taskId,
        int mapIndex,
        String label,
        TaskState state,
        int tryNumber,
        int maxTries,
        int epoch,
        int priority,
        Optional<String> node,
        Optional<Instant> dueAt,
        Optional<Instant> queuedAt,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt,
        long progressDone,
        long progressExpected,
        long progressBytes,
        long resumedDone,
        long resumedBytes,
        String reason) {

    /** Of the last attempt, until its end or until {@code now}; empty when none has started. */
    public Optional<Duration> duration(Instant now) {
        return startedAt.map(start -> Duration.between(start, endedAt.orElse(now)));
    }
}
