package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.Sensing;
import dev.dagrunr.dag.TaskState;
import dev.dagrunr.engine.internal.store.AttemptStore.Leaving;
import dev.dagrunr.engine.internal.store.StoredInstance;
import dev.dagrunr.engine.internal.store.WaitStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What becomes of an attempt that found nothing yet.
 *
 * @param tooLong its end, when it has waited too long; then {@code leaving} says nothing
 */
record Waiting(Optional<AttemptResult> tooLong, Leaving leaving) {

    static Waiting of(Connection connection, StoredInstance attempt, AttemptResult.NotYet notYet, Instant now)
            throws SQLException {
        var how = notYet.how();
        boolean keepsSlots = how.mode() == Sensing.Mode.POKE;
        var began = attempt.startedAt() == null ? now : attempt.startedAt();
        var wait = WaitStore.looked(connection, attempt, began, keepsSlots);
        var waited = Duration.between(wait.since(), now);
        var spread = Long.hashCode(attempt.id() * 31 + wait.looks());
        var next = how.waitAfter(wait.looks(), waited, spread);
        var due = now.plus(how.cutOff(next, waited, notYet.executionTimeout()));
        // an instance that keeps its slots is still running, though nowhere: without a node nobody takes it for lost
        var leaving = new Leaving(
                keepsSlots ? TaskState.RUNNING : TaskState.UP_FOR_RESCHEDULE, Optional.empty(), Optional.of(due), "");
        return new Waiting(end(notYet, waited), leaving);
    }

    private static Optional<AttemptResult> end(AttemptResult.NotYet notYet, Duration waited) {
        var how = notYet.how();
        if (how.timedOut(waited)) {
            return Optional.of(end(how, waited, how.timeout(), false));
        }
        return how.overran(waited, notYet.executionTimeout())
                ? Optional.of(end(how, waited, notYet.executionTimeout().orElseThrow(), true))
                : Optional.empty();
    }

    private static AttemptResult end(Sensing how, Duration waited, Duration limit, boolean retry) {
        var reason = "It waited " + waited.toMillis() + " ms, but may wait " + limit.toMillis() + " ms at most"
                + (retry ? " by its execution timeout" : "");
        return how.softFail() ? new AttemptResult.Skipped(reason) : new AttemptResult.Failed(reason, retry);
    }
}
