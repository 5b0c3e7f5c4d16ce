package dev.dagrunr.migration;

import dev.dagrunr.dag.Param;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

        @Param(description = "As in the migration: those that it moved as tables (copy) are compared as tables")
        MaterializedViews materializedViews,

        @Param(description = "counts, sample or checksum") ValidationMode validationMode,

        @Param(description = "As in the migration: only rows of the source that meet them are compared")
        Map<String, String> rowFilters,

        @Param(description = "As in the migration: these columns are not compared")
        Map<String, String> transformColumns) {
    public ValidationParams {
        sourceSchema = List.copyOf(sourceSchema);
        targetSchema = List.copyOf(targetSchema);
        includeTables = List.copyOf(includeTables);
        excludeTables = List.copyOf(excludeTables);
        rowFilters = Map.copyOf(rowFilters);
        // of several that match a column, each gets what the one before has made
        transformColumns = Collections.unmodifiableMap(new LinkedHashMap<>(transformColumns));
    }
}
