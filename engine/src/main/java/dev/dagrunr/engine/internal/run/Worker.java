package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.internal.model.Task;
import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.ErrorCode;
import dev.dagrunr.engine.internal.job.AttemptFailed;
import dev.dagrunr.engine.internal.job.AttemptHandler;
import dev.dagrunr.engine.internal.job.AttemptKey;
import dev.dagrunr.engine.internal.job.JobProgress;
import dev.dagrunr.engine.internal.store.AttemptStore.Claimed;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs attempts on the worker threads of this node: claim, read the inputs, run the body, store the end. Thread-safe.
 */
final class Worker implements AttemptHandler {
    private static final Logger log = LoggerFactory.getLogger(Worker.class);

    private final Claims claims;
    private final AttemptReader reader;
    private final Ends ends;
    private final SubRuns subRuns;
    private final Resumption resumption;
    private final NodeState node;
    private final BodyRunner bodies;
    private final Persistence persistence;
    private final Observing observing;

    Worker(
            Claims claims,
            AttemptReader reader,
            Ends ends,
            SubRuns subRuns,
            Resumption resumption,
            NodeState node,
            Observing observing) {
        this.claims = claims;
        this.reader = reader;
        this.ends = ends;
        this.subRuns = subRuns;
        this.resumption = resumption;
        this.node = node;
        this.bodies = new BodyRunner(node.limits().valueBytes());
        this.observing = observing;
        this.persistence = new Persistence(node::closing);
    }

    @Override
    public Runnable claim(Connection transaction, List<AttemptKey> attempts) throws SQLException {
        return claims.claim(transaction, attempts);
    }

    @Override
    public void run(long instanceId, int epoch, JobProgress progress) throws AttemptFailed {
        var claimed = claims.take(instanceId, epoch);
        if (claimed.isEmpty()) {
            return;
        }
        var attempt =
                new RunningAttempt(claimed.get().instance(), Thread.currentThread(), node.cancelActions(), progress);
        var said = node.begin(attempt);
        try {
            var result = store(attempt, result(attempt, claimed.get(), said));
            if (attempt.cause().filter(cause -> cause != CancelCause.TIMEOUT).isEmpty()) {
                attempt.identity().ifPresent(identity -> observing.ended(identity, attempt.instance(), result));
            }
            if (result instanceof AttemptResult.Failed failed) {
                throw new AttemptFailed(failed.reason());
            }
        } finally {
            node.end(attempt);
        }
    }

    private AttemptResult result(RunningAttempt attempt, Claimed claimed, AttemptLog said) {
        try {
            var reading = read(claimed);
            if (reading.assignment().isPresent()) {
                return result(attempt, reading.assignment().get(), said);
            }
            return reading.other().isPresent()
                    ? new AttemptResult.PassedOn("It waits for node '"
                            + reading.other().get() + "', which has the version of the DAG that its run started with")
                    : unreadable(reading.problem(), said);
        } finally {
            attempt.over();
            node.flush(attempt);
        }
    }

    /**
     * What an attempt needs, or why it cannot be had.
     *
     * @param other the name of another node that has the code which this one lacks
     */
    private record Reading(Optional<Assignment> assignment, String problem, Optional<String> other) {
        static Reading failed(String problem) {
            return new Reading(Optional.empty(), problem, Optional.empty());
        }
    }

    private Reading read(Claimed claimed) {
        var what = "What an attempt of " + claimed.instance().taskId() + " reads";
        try {
            var assignment = persistence.insist(what, () -> reader.read(claimed, persistence));
            return new Reading(Optional.of(assignment), "", Optional.empty());
        } catch (DagRunrException e) {
            if (e.code() == ErrorCode.DATABASE) {
                throw e;
            }
            boolean lacksCode = e.code() == ErrorCode.UNKNOWN_DAG || e.code() == ErrorCode.UNKNOWN_TASK;
            return lacksCode
                    ? new Reading(
                            Optional.empty(),
                            e.getMessage(),
                            persistence.insist(what, () -> reader.otherWithCode(claimed.instance())))
                    : Reading.failed(e.getMessage());
        } catch (RuntimeException e) {
            // whatever it is, the instance must not stay 'running' for it
            log.error("{} cannot be read", what, e);
            return Reading.failed("What it reads cannot be read: " + e);
        }
    }

    private static AttemptResult unreadable(String problem, AttemptLog said) {
        said.error(problem);
        return new AttemptResult.Failed(problem, true);
    }

    private AttemptResult result(RunningAttempt attempt, Assignment assignment, AttemptLog said) {
        said.attemptIs(assignment.attempt());
        attempt.is(assignment.attempt());
        observing.started(assignment.attempt(), attempt.instance());
        if (attempt.cause().isPresent()) {
            return new AttemptResult.Failed("It was called back before it began", true);
        }
        var limit = assignment.task().options().executionTimeout();
        var timeout = limit.map(time -> cancelAfter(time, attempt));
        try {
            var result = bodies.run(assignment, assignment.context(said, attempt));
            boolean late = attempt.cause().filter(CancelCause.TIMEOUT::equals).isPresent();
            return late ? timedOut(limit.orElseThrow(), assignment.task(), said) : result;
        } finally {
            timeout.ifPresent(future -> future.cancel(false));
        }
    }

    private ScheduledFuture<?> cancelAfter(Duration time, RunningAttempt attempt) {
        return node.timers()
                .schedule(() -> attempt.cancel(CancelCause.TIMEOUT), time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static AttemptResult timedOut(Duration limit, Task task, AttemptLog said) {
        var reason = "It ran longer than its execution timeout of " + limit.toMillis() + " ms";
        said.error(reason);
        return BodyRunner.failsSoftly(task)
                ? new AttemptResult.Skipped(reason)
                : new AttemptResult.Failed(reason, true);
    }

    /** @return the result that was stored: a failure when the true one cannot be */
    private AttemptResult store(RunningAttempt attempt, AttemptResult result) {
        try {
            return insist(attempt, result);
        } catch (RuntimeException e) {
            if (e instanceof DagRunrException known && known.code() == ErrorCode.DATABASE) {
                throw known;
            }
            log.error(
                    "The end of task instance {} cannot be stored",
                    attempt.instance().id(),
                    e);
            return insist(
                    attempt, new AttemptResult.Failed("Its result could not be stored: " + e.getMessage(), false));
        }
    }

    private AttemptResult insist(RunningAttempt attempt, AttemptResult result) {
        var what = "The end of an attempt of " + attempt.instance().taskId();
        return persistence.insist(what, () -> {
            carryOut(attempt, result);
            return result;
        });
    }

    /** When the attempt was fenced off meanwhile, the store refuses whatever it is, and nothing changes. */
    private void carryOut(RunningAttempt attempt, AttemptResult result) {
        var calledBack = attempt.cause().filter(cause -> cause != CancelCause.TIMEOUT);
        var instance = attempt.instance();
        boolean stored;
        if (calledBack.isPresent()) {
            stored = resumption.requeueLost(instance, calledBack.get().reason());
        } else if (result instanceof AttemptResult.Waits waits) {
            stored = subRuns.start(instance, waits.run());
        } else if (result instanceof AttemptResult.NotYet notYet) {
            stored = ends.lookAgain(instance, notYet);
        } else if (result instanceof AttemptResult.PassedOn passedOn) {
            stored = ends.passOn(instance, passedOn);
        } else {
            stored = ends.store(instance, result).isPresent();
        }
        if (!stored) {
            resumption.restart(instance);
        }
    }
}
