package dev.dagrunr.engine;

/**
 * A DAG that some node has registered. Immutable.
 *
 * @param structure its tasks and edges as JSON
 */
public record DagInfo(String dagId, String description, boolean paused, String structure) {}
