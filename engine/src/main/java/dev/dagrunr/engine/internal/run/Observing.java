package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.Attempt;
import dev.dagrunr.dag.TaskState;
import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.EngineObserver;
import dev.dagrunr.engine.internal.store.Database;
import dev.dagrunr.engine.internal.store.RunStore;
import dev.dagrunr.engine.internal.store.StoredInstance;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Phaser;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the observer of this node, whatever it throws. Thread-safe. */
final class Observing {
    private static final Logger log = LoggerFactory.getLogger(Observing.class);

    private final EngineObserver observer;
    private final Phaser telling = new Phaser(1);
    private final InstantSource clock;

    Observing(EngineObserver observer, InstantSource clock) {
        this.observer = observer;
        this.clock = clock;
    }

    void started(Attempt attempt, StoredInstance claimed) {
        tell(() -> observer.attemptStarted(attempt, between(claimed.queuedAt(), claimed.startedAt())));
    }

    void ended(Attempt attempt, StoredInstance claimed, AttemptResult result) {
        var took = between(claimed.startedAt(), clock.instant());
        tell(() -> observer.attemptEnded(new EngineObserver.AttemptEnd(attempt, state(result), took, value(result))));
    }

    /** Reads the runs on a thread of the executor, since nobody is to wait for that. */
    void runsEnded(Set<Long> runs, Database database, Executor executor) {
        if (observer == EngineObserver.NONE || runs.isEmpty()) {
            return;
        }
        telling.register();
        try {
            executor.execute(() -> {
                try {
                    runs.forEach(run -> runEnded(run, database));
                } finally {
                    telling.arriveAndDeregister();
                }
            });
        } catch (RejectedExecutionException e) {
            telling.arriveAndDeregister();
            log.info("The observer is not told that runs {} ended: this node has closed", runs);
        }
    }

    /** Waits until the observer was told of every run that has ended, but no longer than that. */
    void awaitTold(Duration most) {
        try {
            telling.awaitAdvanceInterruptibly(telling.arrive(), most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            log.warn("The observer of this node was not told of all runs before the node closed");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void runEnded(long run, Database database) {
        try {
            database.inTransaction(connection -> RunStore.find(connection, run))
                    .filter(info -> info.state().finished())
                    .ifPresent(info -> tell(() -> observer.runEnded(info)));
        } catch (DagRunrException e) {
            log.info("The observer is not told that run {} ended: {}", run, e.getMessage());
        }
    }

    @SuppressWarnings("CatchThrowable") // a library that does not fit must not cost the task its result
    private static void tell(Runnable call) {
        try {
            call.run();
        } catch (Throwable e) {
            log.warn("The observer of this node failed", e);
        }
    }

    private static Duration between(@Nullable Instant from, @Nullable Instant to) {
        if (from == null || to == null || to.isBefore(from)) {
            return Duration.ZERO; // clocks of nodes differ
        }
        return Duration.between(from, to);
    }

    private static TaskState state(AttemptResult result) {
        if (result instanceof AttemptResult.Returned) {
            return TaskState.SUCCESS;
        }
        if (result instanceof AttemptResult.Skipped) {
            return TaskState.SKIPPED;
        }
        return result instanceof AttemptResult.Failed ? TaskState.FAILED : TaskState.UP_FOR_RESCHEDULE;
    }

    private static Optional<String> value(AttemptResult result) {
        return result instanceof AttemptResult.Returned returned
                        && returned.value() instanceof AttemptResult.Whole whole
                ? Optional.of(whole.json())
                : Optional.empty();
    }
}
