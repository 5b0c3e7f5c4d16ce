package dev.dagrunr.dag;

/** A task that was declared, whatever its value: what {@code after(..)} and {@code edge(..)} take. Immutable. */
public sealed interface TaskHandle permits Result {
    /** The id of the task within its DAG. */
    String taskId();
}
