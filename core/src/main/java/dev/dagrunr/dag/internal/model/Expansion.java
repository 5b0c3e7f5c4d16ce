package dev.dagrunr.dag.internal.model;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * How a mapped task is expanded: the list that gives one instance per element.
 *
 * @param labels names an instance for people by its element
 */
public record Expansion(Source source, Optional<Function<Object, String>> labels) {
    public sealed interface Source {
        /** The task that must succeed before the list is known; none for a literal. */
        Optional<String> task();
    }

    /** The list that an unmapped task returned. */
    public record ListOf(String taskId) implements Source {
        @Override
        public Optional<String> task() {
            return Optional.of(taskId);
        }
    }

    /** The values that the instances of a mapped task returned, without nulls. */
    public record ValuesOf(String taskId) implements Source {
        @Override
        public Optional<String> task() {
            return Optional.of(taskId);
        }
    }

    /** A list known when the DAG is declared. */
    public record Literal(List<?> elements) implements Source {
        @Override
        public Optional<String> task() {
            return Optional.empty();
        }
    }
}
