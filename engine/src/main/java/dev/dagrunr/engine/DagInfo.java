package dev.dagrunr.engine;

/**
 * A DAG that some node has registered. Immutable.
 *
 * @param structure its shape as a JSON object, whose {@code tasks} have an {@code id} and the ids in {@code upstream}
 */
public record DagInfo(String dagId, String description, boolean paused, String structure) {}
