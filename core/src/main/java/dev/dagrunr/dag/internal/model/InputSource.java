package dev.dagrunr.dag.internal.model;

/** Where an argument of a body comes from, beside the element of a mapped task. */
public sealed interface InputSource {
    String taskId();

    /** The value of a task; of a mapped task the list of its instances' values. */
    record Value(String taskId) implements InputSource {}

    /** How a task ended; of a mapped task how each instance ended. */
    record Ending(String taskId) implements InputSource {}
}
