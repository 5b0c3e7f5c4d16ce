package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.TaskState;
import dev.dagrunr.dag.internal.decision.Event;
import dev.dagrunr.dag.internal.decision.Returned;
import dev.dagrunr.dag.internal.model.Graph;
import dev.dagrunr.engine.internal.store.AttemptStore.Leaving;
import dev.dagrunr.engine.internal.store.EndStore;
import dev.dagrunr.engine.internal.store.InstanceStore;
import dev.dagrunr.engine.internal.store.StoredInstance;
import dev.dagrunr.engine.internal.store.XComStore;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the end of an attempt means for its instance: success, skip, failure, or another try later.
 *
 * @param returned what a task expanded over this one gets from the instance
 */
record Ending(StoredInstance attempt, Leaving leaving, AttemptResult.Value value, Returned returned) {

    static Ending of(StoredInstance attempt, AttemptResult result, RunTransaction transaction) throws SQLException {
        var now = transaction.now();
        if (result instanceof AttemptResult.Returned returned) {
            return new Ending(attempt, ended(TaskState.SUCCESS, now, ""), returned.value(), returned(returned.value()));
        }
        if (result instanceof AttemptResult.Skipped skipped) {
            return new Ending(
                    attempt,
                    ended(TaskState.SKIPPED, now, skipped.reason()),
                    new AttemptResult.Nothing(),
                    Returned.NOTHING);
        }
        var failed = (AttemptResult.Failed) result;
        var leaving = failed.retry() && attempt.tryNumber() < maxTries(attempt, transaction)
                ? retried(attempt, failed, transaction)
                : ended(TaskState.FAILED, now, failed.reason());
        return new Ending(attempt, leaving, new AttemptResult.Nothing(), Returned.NOTHING);
    }

    /** Somebody may have changed it while the attempt ran; read only when it failed. */
    private static int maxTries(StoredInstance attempt, RunTransaction transaction) throws SQLException {
        return InstanceStore.find(transaction.connection(), attempt.id())
                .map(StoredInstance::maxTries)
                .orElse(attempt.maxTries());
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

    /** Lets the run go on after ends that are stored: what they say of lists, callbacks and the tasks after them. */
    static void carryOut(RunTransaction transaction, List<Ending> endings) throws SQLException {
        var connection = transaction.connection();
        for (var ending : endings) {
            if (ending.value() instanceof AttemptResult.Elements elements) {
                var attempt = ending.attempt();
                XComStore.saveList(connection, attempt.run(), attempt.taskId(), attempt.mapIndex(), elements.jsons());
            }
            transaction.tell(ending.attempt(), ending.leaving());
        }
        transaction.decide(endings.stream()
                .filter(ending -> ending.leaving().state().finished())
                .map(ending -> ending.event(transaction.graph()))
                .toList());
    }

    EndStore.End stored() {
        // Airflow: a try that is followed by another has failed
        var history = leaving.state() == TaskState.UP_FOR_RETRY ? TaskState.FAILED : leaving.state();
        return new EndStore.End(
                attempt, leaving, history, value instanceof AttemptResult.Whole whole ? whole.json() : null);
    }

    private Event event(Graph graph) {
        var leftOut = leaving.state() == TaskState.SUCCESS
                ? Choices.leftOut(graph, attempt.taskId(), value)
                : List.<String>of();
        return new Event.Ended(attempt.taskId(), attempt.mapIndex(), leaving.state(), returned, leftOut);
    }
}
