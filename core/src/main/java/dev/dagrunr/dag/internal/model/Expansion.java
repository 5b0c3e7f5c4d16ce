package dev.dagrunr.dag.internal.model;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a mapped task is expanded: the list that gives one instance per element.
 *
 * @param labels names an instance for people by its element
 */
public record Expansion(Source source, Optional<Function<Object, String>> labels) {

    /**
     * What an instance is called: by its element, else by its map index. A label is for people and stops nothing: when it
     * cannot be made, the map index stands in, and the instance itself says what is wrong with its element.
     */
    public String label(int mapIndex, Element element) {
        var number = Integer.toString(mapIndex);
        try {
            return labels.map(label -> label.apply(element.value())).orElse(number);
        } catch (RuntimeException e) {
            return number;
        }
    }

    /** Knows how long the lists are that tasks of the run returned; {@code X} is what a store throws. */
    @FunctionalInterface
    public interface Lengths<X extends Exception> {
        int of(Stored list) throws X;
    }

    /** Reads the lists that tasks of the run returned, one element at a time. */
    public interface Lists<X extends Exception> extends Lengths<X> {
        @Nullable Object element(Stored list, int position) throws X;
    }

    /**
     * The element of one instance, read but not computed yet: the functions of {@code map(..)} run with the body, so that
     * what they throw ends that instance alone.
     */
    @FunctionalInterface
    public interface Element {
        @Nullable Object value();
    }

    /** A list, or lists combined into one. */
    public sealed interface Source {
        /** The lists of tasks that it is made of, from left to right. */
        List<Stored> stored();

        /** How many elements it has; {@link Integer#MAX_VALUE} stands for more than can be counted. */
        <X extends Exception> int width(Lengths<X> lengths) throws X;

        <X extends Exception> Element element(int index, Lists<X> lists) throws X;

        /** The tasks that must succeed before the list is known, without doubles. */
        default List<String> tasks() {
            return stored().stream().map(Stored::taskId).distinct().toList();
        }
    }

    /** A list that a task returned. */
    public sealed interface Stored extends Source {
        String taskId();

        @Override
        default List<Stored> stored() {
            return List.of(this);
        }

        @Override
        default <X extends Exception> int width(Lengths<X> lengths) throws X {
            return lengths.of(this);
        }

        @Override
        default <X extends Exception> Element element(int index, Lists<X> lists) throws X {
            var value = lists.element(this, index);
            return () -> value;
        }
    }

    /** The list that an unmapped task returned. */
    public record ListOf(String taskId) implements Stored {}

    /** The values that the instances of a mapped task returned, without nulls. */
    public record ValuesOf(String taskId) implements Stored {}

    /** The elements of all lists that the instances of a mapped task returned, one list after the other. */
    public record ElementsOf(String taskId) implements Stored {}

    /** A list known when the DAG is declared. */
    public record Literal(List<?> elements) implements Source {
        @Override
        public List<Stored> stored() {
            return List.of();
        }

        @Override
        public <X extends Exception> int width(Lengths<X> lengths) {
            return elements.size();
        }

        @Override
        public <X extends Exception> Element element(int index, Lists<X> lists) {
            return () -> elements.get(index);
        }
    }

    /** Every pair of an element of one list and one of the other; the second varies fastest. */
    public record Cross(Source first, Source second, Pairing pairing) implements Source {
        @Override
        public List<Stored> stored() {
            return both(first, second);
        }

        @Override
        public <X extends Exception> int width(Lengths<X> lengths) throws X {
            return (int) Math.min(Integer.MAX_VALUE, (long) first.width(lengths) * second.width(lengths));
        }

        @Override
        public <X extends Exception> Element element(int index, Lists<X> lists) throws X {
            int inner = second.width(lists);
            var left = first.element(index / inner, lists);
            var right = second.element(index % inner, lists);
            return () -> pairing.of(left.value(), right.value());
        }
    }

    /** Elements at the same position, as far as the shorter list reaches. */
    public record Zip(Source first, Source second, Pairing pairing) implements Source {
        @Override
        public List<Stored> stored() {
            return both(first, second);
        }

        @Override
        public <X extends Exception> int width(Lengths<X> lengths) throws X {
            return Math.min(first.width(lengths), second.width(lengths));
        }

        @Override
        public <X extends Exception> Element element(int index, Lists<X> lists) throws X {
            var left = first.element(index, lists);
            var right = second.element(index, lists);
            return () -> pairing.of(left.value(), right.value());
        }
    }

    /** Elements at the same position, as far as the longer list reaches; what the shorter one lacks is filled. */
    public record ZipLongest(Source first, Source second, Element fill, Element secondFill, Pairing pairing)
            implements Source {
        @Override
        public List<Stored> stored() {
            return both(first, second);
        }

        @Override
        public <X extends Exception> int width(Lengths<X> lengths) throws X {
            return Math.max(first.width(lengths), second.width(lengths));
        }

        @Override
        public <X extends Exception> Element element(int index, Lists<X> lists) throws X {
            var left = index < first.width(lists) ? first.element(index, lists) : fill;
            var right = index < second.width(lists) ? second.element(index, lists) : secondFill;
            return () -> pairing.of(left.value(), right.value());
        }
    }

    /** Each element changed by a function. */
    public record Changed(Source source, Function<Object, Object> function) implements Source {
        @Override
        public List<Stored> stored() {
            return source.stored();
        }

        @Override
        public <X extends Exception> int width(Lengths<X> lengths) throws X {
            return source.width(lengths);
        }

        @Override
        public <X extends Exception> Element element(int index, Lists<X> lists) throws X {
            var before = source.element(index, lists);
            return () -> function.apply(before.value());
        }
    }

    /** One list after the other. */
    public record Concat(Source first, Source second) implements Source {
        @Override
        public List<Stored> stored() {
            return both(first, second);
        }

        @Override
        public <X extends Exception> int width(Lengths<X> lengths) throws X {
            return (int) Math.min(Integer.MAX_VALUE, (long) first.width(lengths) + second.width(lengths));
        }

        @Override
        public <X extends Exception> Element element(int index, Lists<X> lists) throws X {
            int before = first.width(lists);
            return index < before ? first.element(index, lists) : second.element(index - before, lists);
        }
    }

    /** Joins two elements into the one that the body takes. */
    @FunctionalInterface
    public interface Pairing {
        Object of(@Nullable Object first, @Nullable Object second);
    }

    private static List<Stored> both(Source first, Source second) {
        return Stream.concat(first.stored().stream(), second.stored().stream()).toList();
    }
}
