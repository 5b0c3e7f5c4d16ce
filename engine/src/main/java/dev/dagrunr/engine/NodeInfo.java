package dev.dagrunr.engine;

import java.time.Instant;

/** A JVM that runs tasks, as it is stored at one moment. Immutable. */
public record NodeInfo(String name, int parallelism, Instant startedAt, Instant leaseUntil, boolean alive) {}
