package dev.dagrunr.dag;

import static java.util.Objects.requireNonNull;

import dev.dagrunr.dag.internal.model.Expansion;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A list over which a task can be expanded: the value of a {@link ListNode}, the values of a {@link MappedNode}, a list
 * known when the DAG is declared, or such lists combined. Nothing is computed when lists are combined; an instance of the
 * expanded task reads the elements that it needs, and no more. Immutable.
 *
 * <pre>{@code
 * dag.task("copy").expand(tables.cross(regions)).runs(Copied.class, (pair, context) -> copy(pair.first(), pair.second()));
 * }</pre>
 *
 * @param <E> what each instance of the expanded task receives
 */
public sealed interface Expandable<E> permits ListNode, MappedNode, LiteralList, Combined {
    /** A list that is known when the DAG is declared. Its elements are not stored; the declaration is read again. */
    static <E> Expandable<E> of(List<? extends E> elements) {
        return new LiteralList<>(List.copyOf(elements));
    }

    /** The elements of all lists that the instances of a mapped task returned, one list after the other. */
    static <E> Expandable<E> elementsOf(MappedNode<List<E>> lists) {
        return Combined.elementsOf(requireNonNull(lists, "lists is null"));
    }

    /** Each element of this list with each of the other; those of the other vary fastest. */
    default <F> Expandable<Pair<E, F>> cross(Expandable<F> other) {
        return Combined.of(this, other, (first, second) -> new Expansion.Cross(first, second, Combined::pair));
    }

    /** The elements at the same position, as far as the shorter list reaches. */
    default <F> Expandable<Pair<E, F>> zip(Expandable<F> other) {
        return Combined.of(this, other, (first, second) -> new Expansion.Zip(first, second, Combined::pair));
    }

    /**
     * The elements at the same position, as far as the longer list reaches.
     *
     * @param fill stands for the elements that this list lacks
     * @param otherFill stands for the elements that the other lacks
     */
    default <F> Expandable<Pair<E, F>> zipLongest(Expandable<F> other, @Nullable E fill, @Nullable F otherFill) {
        return Combined.of(
                this,
                other,
                (first, second) ->
                        new Expansion.ZipLongest(first, second, () -> fill, () -> otherFill, Combined::pair));
    }

    /**
     * Each element as {@code function} changes it. The function runs in the instance of the expanded task, just before its
     * body: when it throws {@link TaskSkippedException} that instance is skipped, when it throws anything else that attempt
     * fails. It never makes the list shorter; null is an element, too.
     */
    default <R> Expandable<R> map(Function<? super E, ? extends R> function) {
        return Combined.changed(this, requireNonNull(function, "function is null"));
    }

    /** The elements of this list, then those of the other. */
    default Expandable<E> concat(Expandable<? extends E> other) {
        return Combined.of(this, other, Expansion.Concat::new);
    }
}
