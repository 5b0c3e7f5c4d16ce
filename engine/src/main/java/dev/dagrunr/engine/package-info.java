/**
 * Runs DAGs as JobRunr jobs on PostgreSQL. Start reading at {@link dev.dagrunr.engine.DagRunr}.
 */
@org.jspecify.annotations.NullMarked
package dev.dagrunr.engine;
