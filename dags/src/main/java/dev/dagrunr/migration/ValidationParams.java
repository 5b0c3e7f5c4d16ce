package dev.dagrunr.migration;

import dev.dagrunr.dag.Param;
import java.util.List;

/** The conf of {@code validate_migration_env}. Immutable. */
public record ValidationParams(
        @Param(description = "The connection that was read from")
        String sourceConnId,

        @Param(description = "The connection that was written to")
        String targetConnId,

        @Param(description = "Schemas to compare: a name, a list of names, or * for all")
        List<String> sourceSchema,

        @Param(description = "Their names on the target, in the same order; * for the same names")
        List<String> targetSchema,

        @Param(description = "Only tables that match one of these globs; all when empty")
        List<String> includeTables,

        @Param(description = "No tables that match one of these globs")
        List<String> excludeTables,

        @Param(description = "counts or checksum") ValidationMode validationMode) {
    public ValidationParams {
        sourceSchema = List.copyOf(sourceSchema);
        targetSchema = List.copyOf(targetSchema);
        includeTables = List.copyOf(includeTables);
        excludeTables = List.copyOf(excludeTables);
    }
}
