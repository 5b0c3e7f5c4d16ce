package dev.dagrunr.dag;

import dev.dagrunr.dag.internal.model.Expansion;
import dev.dagrunr.dag.internal.model.Expansion.Source;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A list made of others: what it is computed from, and the tasks that these lists come from.
 *
 * @param <E> what each instance of the expanded task receives
 */
record Combined<E>(Source source, List<TaskHandle> tasks) implements Expandable<E> {
    Combined {
        tasks = List.copyOf(tasks);
    }

    /** Any list in this form. */
    static Combined<?> of(Expandable<?> list) {
        if (list instanceof ListNode<?> node) {
            return new Combined<>(new Expansion.ListOf(node.taskId()), List.of(node));
        }
        if (list instanceof MappedNode<?> mapped) {
            return new Combined<>(new Expansion.ValuesOf(mapped.taskId()), List.of(mapped));
        }
        if (list instanceof LiteralList<?> literal) {
            return new Combined<>(new Expansion.Literal(literal.elements()), List.of());
        }
        return (Combined<?>) list;
    }

    @SuppressWarnings("NullAway") // whether an element may be null is for its own type to say
    static Object pair(@Nullable Object first, @Nullable Object second) {
        return new Pair<>(first, second);
    }

    @FunctionalInterface
    interface Joining {
        Source of(Source first, Source second);
    }

    static <E> Combined<E> elementsOf(MappedNode<?> lists) {
        return new Combined<>(new Expansion.ElementsOf(lists.taskId()), List.of(lists));
    }

    static <E> Combined<E> of(Expandable<?> first, Expandable<?> second, Joining joining) {
        var left = of(first);
        var right = of(second);
        return new Combined<>(
                joining.of(left.source(), right.source()),
                Stream.concat(left.tasks().stream(), right.tasks().stream()).toList());
    }

    /** The elements of the list have the type that its handle says. */
    @SuppressWarnings("unchecked")
    static <E, R> Combined<R> changed(Expandable<E> list, Function<? super E, ? extends R> function) {
        var before = of(list);
        return new Combined<>(
                new Expansion.Changed(before.source(), (Function<Object, Object>) (Function<?, ?>) function),
                before.tasks());
    }
}
