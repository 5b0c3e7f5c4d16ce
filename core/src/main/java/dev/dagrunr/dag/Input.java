package dev.dagrunr.dag;

/**
 * Something that a task can read: the value of an upstream task, or how it ended. Reading it is what makes the task
 * downstream of it.
 *
 * @param <T> what the body of the reading task receives
 */
public sealed interface Input<T> permits Node, MappedNode, OutcomeInput, GroupElement {}
