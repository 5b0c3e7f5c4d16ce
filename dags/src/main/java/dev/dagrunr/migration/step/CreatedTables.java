package dev.dagrunr.migration.step;

import java.util.List;
import java.util.stream.Stream;

/**
 * The tables of a migration, as they stand on the target before the rows come. Immutable.
 *
 * @param regular moved by one task each, among them all that cannot be moved
 * @param large moved in partitions
 */
public record CreatedTables(List<TableTask> regular, List<TableTask> large) {
    public CreatedTables {
        regular = List.copyOf(regular);
        large = List.copyOf(large);
    }

    Stream<TableTask> all() {
        return Stream.concat(regular.stream(), large.stream());
    }
}
