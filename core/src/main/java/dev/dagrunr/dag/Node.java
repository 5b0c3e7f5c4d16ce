package dev.dagrunr.dag;

/**
 * A declared task: at once its value to come and the edge that brings it. Handing it to {@code reads(..)} of a later task
 * makes that task downstream. Immutable.
 *
 * @param <T> the value of the task
 */
public sealed class Node<T> implements Input<T>, Result<T> permits ListNode {
    private final DagBuilder<?> dag;
    private final String taskId;

    Node(DagBuilder<?> dag, String taskId) {
        this.dag = dag;
        this.taskId = taskId;
    }

    @Override
    public final String taskId() {
        return taskId;
    }

    final DagBuilder<?> dag() {
        return dag;
    }

    /** Reads how this task ended, for tasks that run even when it failed or was skipped. */
    public final Input<Outcome<T>> outcome() {
        return new OutcomeInput<>(this);
    }
}
