package dev.dagrunr.migration.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table with all that is defined on it. Immutable.
 *
 * @param lineage parents, partitioning, type
 * @param columns in their order, without dropped ones
 * @param constraints check and exclusion constraints, and not-null constraints that were never validated
 * @param foreignKeys those that refer to tables of the same selection; others are {@link SourceSchema#uncarried}
 * @param indexes those that back no constraint
 */
public record Table(
        ObjectName name,
        Persistence persistence,
        TableSize size,
        Lineage lineage,
        TableStorage storage,
        List<Column> columns,
        @Nullable Key primaryKey,
        List<Key> uniqueKeys,
        List<Constraint> constraints,
        List<ForeignKey> foreignKeys,
        List<Index> indexes,
        @Nullable String comment) {
    public Table {
        columns = List.copyOf(columns);
        uniqueKeys = List.copyOf(uniqueKeys);
        constraints = List.copyOf(constraints);
        foreignKeys = List.copyOf(foreignKeys);
        indexes = List.copyOf(indexes);
    }

    /** The same table with other foreign keys. */
    public Table withForeignKeys(List<ForeignKey> keys) {
        return new Table(
                name,
                persistence,
                size,
                lineage,
                storage,
                columns,
                primaryKey,
                uniqueKeys,
                constraints,
                keys,
                indexes,
                comment);
    }

    /** The same table with other columns. */
    Table withColumns(List<Column> others) {
        return new Table(
                name,
                persistence,
                size,
                lineage,
                storage,
                others,
                primaryKey,
                uniqueKeys,
                constraints,
                foreignKeys,
                indexes,
                comment);
    }

    /** Whether it has rows of its own to move; those of a partitioned table are in its partitions. */
    public boolean holdsRows() {
        return !lineage.partitioned();
    }

    /** The columns whose values are stored by whoever writes a row, in order: all but the generated ones. */
    public List<Column> writtenColumns() {
        return columns.stream()
                .filter(column -> column.generation() == Column.Generation.NONE)
                .toList();
    }
}
