package dev.dagrunr.migration.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a table is made from beside its own columns. Immutable.
 *
 * @param parents those it inherits from, in their order; the one partitioned table for a partition
 * @param partitionKey what follows {@code partition by}; null unless the table is partitioned, and so holds no rows
 * @param partitionBound what follows the name in {@code attach partition}; null unless it is a partition
 * @param ofType the composite type of a typed table
 */
public record Lineage(
        List<ObjectName> parents,
        @Nullable String partitionKey,
        @Nullable String partitionBound,
        @Nullable ObjectName ofType) {
    /** A table that stands alone. */
    public static final Lineage NONE = new Lineage(List.of(), null, null, null);

    public Lineage {
        parents = List.copyOf(parents);
    }

    public boolean partitioned() {
        return partitionKey != null;
    }

    /** Whether columns come from parents by inheritance, not being a partition. */
    public boolean inherits() {
        return partitionBound == null && !parents.isEmpty();
    }
}
