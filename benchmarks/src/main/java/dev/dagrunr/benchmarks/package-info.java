/**
 * What the figures in the documents were measured with. {@link dev.dagrunr.benchmarks.EngineBenchmarksMain} lists the
 * questions; each has a class of its own.
 */
@NullMarked
package dev.dagrunr.benchmarks;

import org.jspecify.annotations.NullMarked;
