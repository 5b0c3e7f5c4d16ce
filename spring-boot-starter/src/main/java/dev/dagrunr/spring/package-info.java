/**
 * Runs the {@link dev.dagrunr.dag.Dag} beans of a Spring Boot application, version 3 or 4: start reading at {@link
 * dev.dagrunr.spring.DagrunrAutoConfiguration}. What one of the two versions alone has stands in classes of its own, which are
 * loaded only there.
 */
@NullMarked
package dev.dagrunr.spring;

import org.jspecify.annotations.NullMarked;
