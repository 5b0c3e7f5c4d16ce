/**
 * Whole migrations, from the conf of a run to the rows on the target, on the engine that an application would start.
 * {@link dev.dagrunr.e2e.Site} is the stage: a source, a target and a metadata database, and an engine on them. Checksums
 * and comparisons here are made without the code under test. What one step does is tested beside that step, not here.
 */
@org.jspecify.annotations.NullMarked
package dev.dagrunr.e2e;
