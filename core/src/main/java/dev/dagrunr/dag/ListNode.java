package dev.dagrunr.dag;

import java.util.List;

/** A declared task whose value is a list, over which later tasks can be expanded. Immutable. */
public final class ListNode<E> extends Node<List<E>> implements Expandable<E> {
    ListNode(DagBuilder<?> dag, String taskId) {
        super(dag, taskId);
    }
}
