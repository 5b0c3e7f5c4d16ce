package dev.dagrunr.engine.view;

import java.time.Instant;
import java.util.Optional;

/**
 * An attempt of a task instance that has ended. Immutable.
 *
 * @param epoch names the attempt within its instance, and in its log
 * @param state how it ended: {@code success}, {@code failed}, {@code skipped}, {@code up_for_retry} or another word such as
 *     {@code lost}, for a node that was lost, and {@code cleared}
 */
public record TryView(
        int epoch,
        int tryNumber,
        String state,
        String node,
        Optional<Instant> startedAt,
        Instant endedAt,
        String reason) {}
