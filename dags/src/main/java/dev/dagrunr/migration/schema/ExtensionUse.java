package dev.dagrunr.migration.schema;

import java.util.List;

/**
 * An extension whose objects the selected tables use. The target must have it, in the same schema. Immutable.
 *
 * @param objects the types, functions, operators and operator classes that are used
 */
public record ExtensionUse(String name, String version, String schema, List<ObjectName> objects) {
    public ExtensionUse {
        objects = List.copyOf(objects);
    }
}
