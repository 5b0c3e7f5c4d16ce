package dev.dagrunr.engine;

import dev.dagrunr.dag.Attempt;
import dev.dagrunr.dag.TaskState;
import java.time.Duration;
import java.util.Optional;

/**
 * Is told what happens on one node: for metrics. What it throws is logged and changes nothing; what it does delays the task
 * that it is told about, so it had better count and return. Implementations are called by many threads at once.
 *
 * <p>Each event is told at most once, by the node on which it happens, after it was committed; a node that is killed tells
 * nothing any more. For what must be done, use callbacks of the DAG instead.
 */
public interface EngineObserver {
    /** Observes nothing. */
    EngineObserver NONE = new EngineObserver() {};

    /**
     * The body of an attempt is about to run.
     *
     * @param waited since it was queued: the hand-off, and how long no worker was free
     */
    default void attemptStarted(Attempt attempt, Duration waited) {}

    /** The end of an attempt was stored. */
    default void attemptEnded(AttemptEnd end) {}

    /** A run has ended, by what was decided on this node. */
    default void runEnded(RunInfo run) {}

    /**
     * How an attempt ended.
     *
     * @param state {@code SUCCESS}, {@code FAILED} also when another try follows, {@code SKIPPED}, {@code UP_FOR_RESCHEDULE} when it
     *     waits for something outside
     * @param took since it was claimed
     * @param value what it returned, as JSON; a list that tasks expand over counts as nothing
     */
    record AttemptEnd(Attempt attempt, TaskState state, Duration took, Optional<String> value) {}
}
