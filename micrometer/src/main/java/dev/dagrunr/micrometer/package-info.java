/** What an engine does, as Micrometer metrics: {@link dev.dagrunr.micrometer.DagrunrMetrics}. */
@NullMarked
package dev.dagrunr.micrometer;

import org.jspecify.annotations.NullMarked;
