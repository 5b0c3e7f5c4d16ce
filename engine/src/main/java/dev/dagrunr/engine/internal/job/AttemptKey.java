package dev.dagrunr.engine.internal.job;

/** Which attempt a ticket stands for. */
public record AttemptKey(long taskInstanceId, int epoch) {}
