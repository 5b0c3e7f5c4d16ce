package dev.dagrunr.dag;

import java.util.List;

/**
 * A declared task with many instances: one for each element of the list that it is expanded over, or that a group around it
 * is. Its value is the list of what its instances returned, in the order of their map index, without nulls; a later task can
 * be expanded over it again. Within a mapped group it means the instances of one element of the group. Immutable.
 *
 * @param <T> what one instance returns
 */
public final class MappedNode<T> implements Input<List<T>>, Expandable<T>, Result<T> {
    private final DagBuilder<?> dag;
    private final String taskId;

    MappedNode(DagBuilder<?> dag, String taskId) {
        this.dag = dag;
        this.taskId = taskId;
    }

    @Override
    public String taskId() {
        return taskId;
    }

    DagBuilder<?> dag() {
        return dag;
    }

    /** Reads how each instance ended, for tasks that run even when some failed or were skipped. */
    public Input<Outcomes<T>> outcomes() {
        return new OutcomeInput<>(this);
    }
}
