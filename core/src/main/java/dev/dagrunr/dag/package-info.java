/**
 * The typed DSL in which DAGs are declared, and their model. Start reading at {@link dev.dagrunr.dag.Dag}.
 * {@link dev.dagrunr.dag.DagTester} runs a DAG in memory for a unit test. Nothing here does input or output; the only dependencies are the JDK and JSpecify.
 */
@org.jspecify.annotations.NullMarked
package dev.dagrunr.dag;
