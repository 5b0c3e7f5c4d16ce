package dev.dagrunr.dag;

/** Reading the element that an instance of a mapped group is for; made by {@link MappedGroup#tasks}. */
record GroupElement<E>(String groupId) implements Input<E> {}
