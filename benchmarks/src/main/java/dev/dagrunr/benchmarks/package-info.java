/**
 * What the figures in the documents were measured with. {@link dev.dagrunr.benchmarks.HandOffMain} runs everything and
 * prints a table.
 */
@NullMarked
package dev.dagrunr.benchmarks;

import org.jspecify.annotations.NullMarked;
