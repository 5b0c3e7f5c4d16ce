package dev.dagrunr.dag.internal.model;

/** Where an argument of a body comes from, beside the element of a mapped task. */
public sealed interface InputSource {
    /** What of another task is read. */
    sealed interface OfTask extends InputSource {
        String taskId();
    }

    /** The element of a mapped group around the task. */
    record OfGroup(String groupId) implements InputSource {}

    /** The value of a task; of a mapped task the list of its instances' values. */
    record Value(String taskId) implements OfTask {}

    /** How a task ended; of a mapped task how each instance ended. */
    record Ending(String taskId) implements OfTask {}
}
