package dev.dagrunr.engine;

import dev.dagrunr.dag.TaskState;
import java.time.Instant;
import java.util.Optional;

/**
 * A task instance as it is stored at one moment. Immutable.
 *
 * @param key the row in table {@code task_instance}
 * @param mapIndex -1 for a task that is not mapped or not expanded yet
 * @param label what the DAG calls this map index; empty when it gives no label
 * @param node the name of the node that runs it
 * @param progressExpected 0 when the task has not said how much it has to do
 * @param progressBytes what was moved; 0 when the task does not say
 * @param resumedDone what earlier attempts did of {@code progressDone}
 * @param resumedBytes what earlier attempts moved of {@code progressBytes}
 * @param reason why the last attempt failed; else empty
 */
public record TaskInstanceInfo(
        long key,
        String taskId,
        int mapIndex,
        String label,
        TaskState state,
        int tryNumber,
        int epoch,
        Optional<String> node,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt,
        long progressDone,
        long progressExpected,
        long progressBytes,
        long resumedDone,
        long resumedBytes,
        String reason) {}
