package dev.dagrunr.engine.internal.run;

import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/** What this node is and does at the moment: its lease, and the attempts on its worker threads. Thread-safe. */
final class NodeState {
    private final String name;
    private final Limits limits;
    private final InstantSource clock;
    private final ScheduledExecutorService timers;
    private final Executor cancelActions;
    private final LogFlusher logs;
    private final RunningAttempts running = new RunningAttempts();
    private volatile Node lease;
    private volatile boolean closing;

    NodeState(
            String name,
            Limits limits,
            InstantSource clock,
            ScheduledExecutorService timers,
            Executor cancelActions,
            LogFlusher logs) {
        this.name = name;
        this.limits = limits;
        this.clock = clock;
        this.timers = timers;
        this.cancelActions = cancelActions;
        this.logs = logs;
        this.lease = Node.named(name);
    }

    /** The identity under which attempts are claimed now. */
    Node lease() {
        return lease;
    }

    /** The store has forgotten the lease: whatever runs here was given to others. The node goes on under a new one. */
    void loseLease() {
        running.cancelAll(CancelCause.FENCED);
        lease = Node.named(name);
    }

    Limits limits() {
        return limits;
    }

    ScheduledExecutorService timers() {
        return timers;
    }

    /** Where what bodies registered for their cancellation runs; it may take its time there. */
    Executor cancelActions() {
        return cancelActions;
    }

    RunningAttempts running() {
        return running;
    }

    boolean closing() {
        return closing;
    }

    void close() {
        closing = true;
    }

    AttemptLog begin(RunningAttempt attempt) {
        var instance = attempt.instance();
        var log = new AttemptLog(clock, instance.epoch(), limits.logCharacters());
        running.add(attempt);
        logs.add(attempt, log);
        return log;
    }

    /** Stores the last lines of an attempt, before its end is stored. */
    void flush(RunningAttempt attempt) {
        logs.finish(attempt);
    }

    void end(RunningAttempt attempt) {
        running.remove(attempt);
    }
}
