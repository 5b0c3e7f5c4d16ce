package dev.dagrunr.engine.view;

import java.time.Instant;

/** A shape that a DAG had, and how many runs started with it. Immutable. */
public record StructureVersion(String hash, Instant createdAt, long runs) {}
