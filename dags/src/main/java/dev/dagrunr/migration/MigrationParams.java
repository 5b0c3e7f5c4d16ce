package dev.dagrunr.migration;

import dev.dagrunr.dag.Param;
import dev.dagrunr.migration.transfer.PartitionStrategy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The conf of {@code postgres_to_postgres_migration}. Immutable. */
public record MigrationParams(
        @Param(description = "The connection to read from") String sourceConnId,
        @Param(description = "The connection to write to") String targetConnId,

        @Param(description = "Schemas to migrate: a name, a list of names, or * for all")
        List<String> sourceSchema,

        @Param(description = "Their names on the target, in the same order; * for the same names")
        List<String> targetSchema,

        @Param(
                description = "Rows that are committed together at most; fewer when they are large",
                min = 1,
                max = 100_000_000)
        int chunkSize,

        @Param(description = "Estimated rows from which a table is moved in partitions", min = 1)
        long partitionThreshold,

        @Param(
                description = "Megabytes from which a table of fewer rows is moved in partitions",
                min = 1,
                max = 1_000_000_000)
        long partitionThresholdMb,

        @Param(description = "How rows are told apart: auto, tid, keyset, ntile, row_number or histogram")
        PartitionStrategy partitionStrategy,

        @Param(description = "All rows are read as they were at one moment")
        boolean consistentSnapshot,

        @Param(description = "The most partitions of one table", min = 1, max = 1_000)
        int maxPartitions,

        @Param(description = "How many indexes or constraints are made at the same time", min = 1, max = 100)
        int maxParallelMaintenance,

        @Param(description = "maintenance_work_mem of each session that makes indexes and constraints, such as 512MB")
        String maintenanceWorkMem,

        @Param(description = "Only tables that match one of these globs; all when empty")
        List<String> includeTables,

        @Param(description = "No tables that match one of these globs")
        List<String> excludeTables,

        @Param(description = "Load tables UNLOGGED: true, false or auto")
        UnloggedTables useUnloggedTables,

        @Param(description = "Drop tables that the target has already, and create them anew")
        boolean dropExistingTables,

        @Param(description = "Empty tables that the target has already, and keep them")
        boolean truncateExistingTables,

        @Param(description = "Leave tables with rows as they are, and create only what is missing")
        boolean keepExistingTables,

        @Param(description = "Leave every object to the user of the target connection")
        boolean noOwner,

        @Param(description = "Carry no grants and default privileges")
        boolean noAcl,

        @Param(description = "Carry no publications") boolean noPublications,

        @Param(description = "Put tables and indexes into tablespaces of the same names")
        boolean tablespaces,

        @Param(description = "Move the database's large objects too")
        boolean largeObjects,

        @Param(description = "Materialized views: refresh (filled by their queries), copy (moved as tables) or no_data")
        MaterializedViews materializedViews,

        @Param(description = "How the result is validated: counts, sample or checksum")
        ValidationMode validationMode,

        @Param(description = "Conditions of SQL by table globs: only rows that meet them are migrated")
        Map<String, String> rowFilters,

        @Param(description = "Transformers by table.column globs: hash, null, constant:TEXT and others")
        Map<String, String> transformColumns) {
    private static final Pattern MEMORY = Pattern.compile("[1-9]\\d{0,8}(kB|MB|GB)");

    public MigrationParams {
        sourceSchema = List.copyOf(sourceSchema);
        targetSchema = List.copyOf(targetSchema);
        includeTables = List.copyOf(includeTables);
        excludeTables = List.copyOf(excludeTables);
        rowFilters = Map.copyOf(rowFilters);
        // of several that match a column, each gets what the one before has made
        transformColumns = Collections.unmodifiableMap(new LinkedHashMap<>(transformColumns));
        var problems = new ArrayList<String>();
        if (sourceSchema.isEmpty()) {
            problems.add("source_schema names no schema; name one, or * for all");
        }
        boolean sameNames = targetSchema.equals(List.of("*"));
        if (!sameNames && (sourceSchema.contains("*") || targetSchema.size() != sourceSchema.size())) {
            problems.add("source_schema names " + sourceSchema + " and target_schema " + targetSchema
                    + "; give one target schema for each source schema, or * to keep the names");
        }
        if (!MEMORY.matcher(maintenanceWorkMem).matches()) {
            problems.add(
                    "maintenance_work_mem is '" + maintenanceWorkMem + "', but must be an amount such as 512MB or 2GB");
        }
        rowFilters.forEach((glob, condition) -> {
            if (condition.isBlank()) {
                problems.add("row_filters has no condition for '" + glob + "'; leave it out");
            }
        });
        if (dropExistingTables && truncateExistingTables) {
            problems.add("drop_existing_tables and truncate_existing_tables are both true; choose one of them");
        }
        if (keepExistingTables && (dropExistingTables || truncateExistingTables)) {
            problems.add("keep_existing_tables and "
                    + (dropExistingTables ? "drop_existing_tables" : "truncate_existing_tables")
                    + " are both true; choose one of them");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    /** What {@code validate_migration_env} compares after this migration. */
    public ValidationParams validation() {
        return new ValidationParams(
                sourceConnId,
                targetConnId,
                sourceSchema,
                targetSchema,
                includeTables,
                excludeTables,
                materializedViews,
                validationMode,
                rowFilters,
                transformColumns);
    }
}
