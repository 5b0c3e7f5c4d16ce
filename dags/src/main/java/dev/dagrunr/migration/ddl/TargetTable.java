package dev.dagrunr.migration.ddl;

import dev.dagrunr.migration.schema.ObjectName;
import java.util.List;

/**
 * What the target has in the place of a table. Immutable.
 *
 * @param exists whether a table of that name is there
 * @param hasRows whether it holds at least one
 * @param differences what its columns have otherwise than the source's, each the rest of a sentence; none when they may
 *     take the same rows
 */
public record TargetTable(
        ObjectName source, ObjectName target, boolean exists, boolean hasRows, List<String> differences) {
    public TargetTable {
        differences = List.copyOf(differences);
    }
}
