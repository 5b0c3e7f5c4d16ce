package dev.dagrunr.engine.internal.store;

import dev.dagrunr.dag.TaskState;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What decisions about a task instance need of its row.
 *
 * @param node which lease it runs under, while it runs
 */
public record StoredInstance(
        long id,
        long run,
        String taskId,
        int mapIndex,
        String label,
        TaskState state,
        int tryNumber,
        int maxTries,
        int epoch,
        @Nullable UUID jobId,
        @Nullable UUID node,
        @Nullable Instant queuedAt,
        @Nullable Instant startedAt) {}
