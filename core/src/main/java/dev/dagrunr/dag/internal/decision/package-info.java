/**
 * What happens next in a run: pure decisions without input or output, shared by the PostgreSQL store and the in-process
 * tester. Not API. {@link dev.dagrunr.dag.internal.decision.Readiness} says when one task may start; {@link
 * dev.dagrunr.dag.internal.decision.Progression} carries an event through a whole run.
 */
@org.jspecify.annotations.NullMarked
package dev.dagrunr.dag.internal.decision;
