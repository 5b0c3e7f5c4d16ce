package dev.dagrunr.engine.view;

import java.time.Instant;

/**
 * A JVM that runs tasks, as it is stored at one moment. Immutable.
 *
 * @param leaseUntil by the clock of the metadata database
 * @param running task instances that run on it
 */
public record NodeView(
        String name, int parallelism, Instant startedAt, Instant leaseUntil, boolean alive, int running) {}
