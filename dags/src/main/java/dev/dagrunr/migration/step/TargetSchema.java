package dev.dagrunr.migration.step;

import dev.dagrunr.migration.schema.ObjectName;
import java.util.List;

/**
 * The schemas of the target that take the tables. Immutable.
 *
 * @param kept tables of the source in whose place the target has rows that stay as they are
 */
public record TargetSchema(List<String> schemas, List<ObjectName> kept) {
    public TargetSchema {
        schemas = List.copyOf(schemas);
        kept = List.copyOf(kept);
    }
}
