package dev.dagrunr.engine;

/**
 * What waits and what is under way in one metadata database. Immutable.
 *
 * @param scheduled task instances that could run if there were slots for them
 * @param queued task instances that wait for a worker
 * @param running task instances on a worker
 * @param queuedRuns runs that wait for their turn
 * @param runningRuns runs under way
 */
public record Load(long scheduled, long queued, long running, long queuedRuns, long runningRuns) {}
