package dev.dagrunr.engine.internal.job;

/** What a handler was asked to run. */
record Attempt(long taskInstanceId, int epoch) {}
