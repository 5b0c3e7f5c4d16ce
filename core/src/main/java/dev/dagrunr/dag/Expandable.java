package dev.dagrunr.dag;

import java.util.List;

/**
 * A list over which a task can be expanded: the value of a {@link ListNode}, the values of a {@link MappedNode}, or a
 * list known when the DAG is declared.
 *
 * @param <E> what each instance of the expanded task receives
 */
public sealed interface Expandable<E> permits ListNode, MappedNode, LiteralList {
    /** A list that is known when the DAG is declared. Its elements are not stored; the declaration is read again. */
    static <E> Expandable<E> of(List<? extends E> elements) {
        return new LiteralList<>(List.copyOf(elements));
    }
}
