package dev.dagrunr.dag;

import java.util.List;
import java.util.stream.Stream;

/**
 * How all instances of a mapped task ended, in the order of their map index. A task that was skipped or failed before it
 * was expanded has one entry with map index -1. Immutable when the values are.
 */
public record Outcomes<T>(List<Entry<T>> entries) {
    public Outcomes {
        entries = List.copyOf(entries);
    }

    /** One instance; {@code label} is what {@code labels(..)} made of its element, else the map index. */
    public record Entry<T>(int mapIndex, String label, Outcome<T> outcome) {}

    /** The values of the instances that succeeded, in the order of their map index. */
    public Stream<T> values() {
        return entries.stream().flatMap(entry -> entry.outcome().value().stream());
    }
}
