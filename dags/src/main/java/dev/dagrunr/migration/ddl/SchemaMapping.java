package dev.dagrunr.migration.ddl;

import java.util.Map;

/** Which schema of the target takes what a schema of the source holds; a schema not named keeps its name. Immutable. */
public record SchemaMapping(Map<String, String> targets) {
    public SchemaMapping {
        targets = Map.copyOf(targets);
    }

    /** Every schema keeps its name. */
    public static SchemaMapping same() {
        return new SchemaMapping(Map.of());
    }

    /** One schema under another name. */
    public static SchemaMapping of(String source, String target) {
        return new SchemaMapping(Map.of(source, target));
    }

    /** The name of a source's schema on the target. */
    public String target(String schema) {
        return targets.getOrDefault(schema, schema);
    }
}
