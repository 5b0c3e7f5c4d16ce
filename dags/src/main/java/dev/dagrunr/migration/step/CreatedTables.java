package dev.dagrunr.migration.step;

import dev.dagrunr.migration.schema.ObjectName;
import java.util.List;
import java.util.stream.Stream;

/**
 * The tables of a migration, as they stand on the target before the rows come. Immutable.
 *
 * @param regular moved in one piece each, among them all that cannot be moved
 * @param large moved in partitions
 * @param kept that hold rows which stay as they are, and are not moved
 */
public record CreatedTables(List<TableTask> regular, List<TableTask> large, List<ObjectName> kept) {
    public CreatedTables {
        regular = List.copyOf(regular);
        large = List.copyOf(large);
        kept = List.copyOf(kept);
    }

    /** The regular tables as tasks move them: many small ones by one task. */
    public List<TableGroup> groups() {
        return TableGroup.of(regular);
    }

    Stream<TableTask> all() {
        return Stream.concat(regular.stream(), large.stream());
    }
}
