/**
 * Everything of the engine that is JSON: the values of tasks, the conf of runs, the structure of DAGs. Field names are the
 * record components in snake_case; they are stored, so a component is never renamed lightly.
 */
@org.jspecify.annotations.NullMarked
package dev.dagrunr.engine.internal.json;
