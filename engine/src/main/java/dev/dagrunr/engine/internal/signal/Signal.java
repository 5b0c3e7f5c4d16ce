package dev.dagrunr.engine.internal.signal;

/** A hint from one node to all others. Equal signals that wait to be sent are sent once. Immutable. */
public sealed interface Signal {

    /** Attempts were enqueued. */
    record WorkAvailable() implements Signal {}

    /** An attempt shall stop, wherever it runs. */
    record Cancel(long taskInstanceId, int epoch) implements Signal {}

    /** A run reached its final state. */
    record RunFinished(long runId) implements Signal {}

    /** Runs of a DAG were queued in a transaction that is not one of the engine's. */
    record RunsQueued(String dagId) implements Signal {}

    /**
     * Signals may have been lost before this node began to listen, at its start or after its connection broke: look at
     * everything. Never sent; each node says it to itself.
     */
    record Missed() implements Signal {}
}
