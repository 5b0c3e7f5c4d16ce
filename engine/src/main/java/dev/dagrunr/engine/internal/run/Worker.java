package dev.dagrunr.engine.internal.run;

import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.internal.job.AttemptFailed;
import dev.dagrunr.engine.internal.job.AttemptHandler;
import dev.dagrunr.engine.internal.job.ProgressBar;
import dev.dagrunr.engine.internal.store.Database;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.MDC;

/**
 * Runs attempts on the worker threads of this node: claim, read the inputs, run the body, store the end. Thread-safe.
 */
final class Worker implements AttemptHandler {
    private final Database database;
    private final Coordinator coordinator;
    private final DagRegistry registry;
    private final NodeState node;
    private final BodyRunner bodies;
    private final Persistence persistence;

    Worker(Database database, Coordinator coordinator, DagRegistry registry, NodeState node) {
        this.database = database;
        this.coordinator = coordinator;
        this.registry = registry;
        this.node = node;
        this.bodies = new BodyRunner(node.limits().valueBytes());
        this.persistence = new Persistence(node::closing);
    }

    @Override
    public void run(long instanceId, int epoch, ProgressBar bar) throws AttemptFailed {
        var owner = node.lease();
        var claimed = coordinator.claim(instanceId, epoch, owner.id());
        if (claimed.isEmpty()) {
            return;
        }
        var attempt = new RunningAttempt(claimed.get(), Thread.currentThread(), node.timers(), bar);
        var log = node.begin(attempt);
        AttemptResult result;
        try {
            result = result(attempt, log);
        } finally {
            attempt.over();
            node.flush(attempt);
        }
        try {
            persistence.insist("The end of an attempt of " + claimed.get().taskId(), () -> store(attempt, owner, result));
        } finally {
            node.end(attempt);
        }
        if (result instanceof AttemptResult.Failed failed) {
            throw new AttemptFailed(failed.reason());
        }
    }

    private AttemptResult result(RunningAttempt attempt, AttemptLog log) {
        Assignment assignment;
        try {
            assignment = database.inTransaction(
                    connection -> Assignment.read(connection, registry, attempt.instance()));
        } catch (DagRunrException e) {
            log.error(e.getMessage());
            return new AttemptResult.Failed(e.getMessage(), true);
        }
        log.attemptIs(assignment.attempt());
        var timeout = startTimeout(attempt, assignment);
        MDC.put("run", assignment.attempt().runId());
        MDC.put("task", assignment.attempt().taskName());
        MDC.put("try", Integer.toString(assignment.attempt().tryNumber()));
        try {
            var result = bodies.run(assignment, assignment.context(log, attempt));
            return timedOut(attempt, result) ? timeoutOf(assignment, log) : result;
        } finally {
            timeout.ifPresent(future -> future.cancel(false));
            List.of("run", "task", "try").forEach(MDC::remove);
        }
    }

    private static boolean timedOut(RunningAttempt attempt, AttemptResult result) {
        return result instanceof AttemptResult.Failed
                && attempt.cause().filter(CancelCause.TIMEOUT::equals).isPresent();
    }

    private static AttemptResult timeoutOf(Assignment assignment, AttemptLog log) {
        var reason = "It ran longer than its execution timeout of "
                + assignment.task().options().executionTimeout().orElseThrow().toMillis() + " ms";
        log.error(reason);
        return new AttemptResult.Failed(reason, true);
    }

    private Optional<ScheduledFuture<?>> startTimeout(RunningAttempt attempt, Assignment assignment) {
        return assignment.task().options().executionTimeout().map(limit -> node.timers()
                .schedule(() -> attempt.cancel(CancelCause.TIMEOUT), limit.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** Whatever the result is: when the attempt was fenced off meanwhile, the store refuses it and nothing changes. */
    private void store(RunningAttempt attempt, Node owner, AttemptResult result) {
        var cause = attempt.cause();
        if (cause.isPresent() && cause.get() == CancelCause.SHUTDOWN && result instanceof AttemptResult.Failed) {
            coordinator.requeueLost(attempt.instance(), owner.name(), "node shut down");
        } else if (result instanceof AttemptResult.Waits waits) {
            coordinator.startSubRun(attempt.instance(), owner, waits.run());
        } else {
            coordinator.end(attempt.instance(), owner, result);
        }
    }
}
