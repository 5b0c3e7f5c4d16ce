package dev.dagrunr.migration.transfer;

/**
 * One try of a task. Of two attempts at the same partition in the same run, the one with the lower epoch can no longer
 * commit anything once the other has begun. Immutable.
 *
 * @param runId names the run; checkpoints belong to it
 * @param epoch grows with every attempt of a task instance
 */
public record Attempt(String runId, long epoch) {}
