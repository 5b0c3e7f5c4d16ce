package dev.dagrunr.migration.step;

import java.util.List;

/** The schemas of the target that take the tables. Immutable. */
public record TargetSchema(List<String> schemas) {
    public TargetSchema {
        schemas = List.copyOf(schemas);
    }
}
