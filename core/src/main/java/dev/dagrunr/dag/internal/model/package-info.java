/**
 * A built DAG as data: what the scheduler and the pages read. Not API. Start at {@link
 * dev.dagrunr.dag.internal.model.Graph}.
 */
@org.jspecify.annotations.NullMarked
package dev.dagrunr.dag.internal.model;
