package dev.dagrunr.dag;

/** A run of another DAG that a task started and waited for: the value of {@code triggers(..)}. Immutable. */
public record TriggeredRun(String dagId, String runId, RunState state) {}
