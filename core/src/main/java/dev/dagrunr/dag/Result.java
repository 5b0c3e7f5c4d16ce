package dev.dagrunr.dag;

/**
 * What a task within a mapped group gives for each of the group's instances: the value of a {@link Node}, or the values of a
 * {@link MappedNode}.
 *
 * @param <T> what one instance of the task returns
 */
public sealed interface Result<T> extends TaskHandle permits Node, MappedNode {}
