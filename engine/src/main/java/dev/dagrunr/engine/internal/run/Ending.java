package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.TaskState;
import dev.dagrunr.dag.internal.decision.Returned;
import dev.dagrunr.engine.internal.store.InstanceStore.Leaving;
import dev.dagrunr.engine.internal.store.StoredInstance;
import java.time.Instant;
import java.util.Optional;

/**
 * What the end of an attempt means for its instance: success, skip, failure, or another try later.
 *
 * @param returned what a task expanded over this one gets from the instance
 */
record Ending(Leaving leaving, AttemptResult.Value value, Returned returned) {

    static Ending of(StoredInstance attempt, AttemptResult result, RunTransaction transaction) {
        var now = transaction.now();
        if (result instanceof AttemptResult.Returned returned) {
            return new Ending(ended(TaskState.SUCCESS, now, ""), returned.value(), returned(returned.value()));
        }
        if (result instanceof AttemptResult.Skipped skipped) {
            return new Ending(
                    ended(TaskState.SKIPPED, now, skipped.reason()), new AttemptResult.Nothing(), Returned.NOTHING);
        }
        var failed = (AttemptResult.Failed) result;
        var leaving = failed.retry() && attempt.tryNumber() < attempt.maxTries()
                ? retried(attempt, failed, transaction)
                : ended(TaskState.FAILED, now, failed.reason());
        return new Ending(leaving, new AttemptResult.Nothing(), Returned.NOTHING);
    }

    private static Leaving ended(TaskState state, Instant now, String reason) {
        return new Leaving(state, Optional.of(now), Optional.empty(), reason);
    }

    private static Leaving retried(StoredInstance attempt, AttemptResult.Failed failed, RunTransaction transaction) {
        var policy = transaction.graph().task(attempt.taskId()).options().retries();
        var wait = policy.waitAfter(attempt.tryNumber(), Long.hashCode(attempt.id() * 31 + attempt.tryNumber()));
        return new Leaving(
                TaskState.UP_FOR_RETRY,
                Optional.of(transaction.now()),
                Optional.of(transaction.now().plus(wait)),
                failed.reason());
    }

    private static Returned returned(AttemptResult.Value value) {
        if (value instanceof AttemptResult.Elements elements) {
            return new Returned(1, elements.jsons().size());
        }
        return value instanceof AttemptResult.Whole ? new Returned(1, 0) : Returned.NOTHING;
    }
}
