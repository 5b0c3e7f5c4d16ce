package dev.dagrunr.migration.step;

import dev.dagrunr.migration.ddl.TargetTable;
import dev.dagrunr.migration.schema.ObjectName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which tables of a target {@code keep_existing_tables} leaves as they are: those with rows that no run has brought which may
 * have left some out. Immutable.
 */
record KeptTables(Map<String, Set<String>> loading) {
    private static final String EXISTS = """
            select exists (
                select from pg_catalog.pg_class c
                join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                where n.nspname = 'dagrunr_transfer' and c.relname = 'attempt')
            """;
    // What a run knows of a table goes when the run has succeeded, and not before.
    private static final String ATTEMPTS = "select distinct target_table, run_id from dagrunr_transfer.attempt";

    static KeptTables read(Connection target) throws SQLException {
        var loading = new HashMap<String, Set<String>>();
        try (var statement = target.createStatement()) {
            try (var exists = statement.executeQuery(EXISTS)) {
                exists.next();
                if (!exists.getBoolean(1)) {
                    return new KeptTables(loading);
                }
            }
            try (var rows = statement.executeQuery(ATTEMPTS)) {
                while (rows.next()) {
                    loading.computeIfAbsent(rows.getString(1), table -> new HashSet<>())
                            .add(rows.getString(2));
                }
            }
        }
        return new KeptTables(loading);
    }

    /** The names on the source of those that are kept. */
    List<ObjectName> of(List<TargetTable> tables) {
        return tables.stream()
                .filter(table -> table.hasRows() && runs(table).isEmpty())
                .map(TargetTable::source)
                .toList();
    }

    /** A sentence for each table that another run has begun to load. */
    List<String> problems(List<TargetTable> tables, String run) {
        return tables.stream()
                .filter(table -> table.hasRows() && !Set.of(run).containsAll(runs(table)))
                .map(table ->
                        ("Table %s of the target may lack rows: run %s, which has not succeeded, loaded it; repair that run,"
                                        + " or replace the tables by drop_existing_tables or truncate_existing_tables")
                                .formatted(table.target(), String.join(", ", runs(table))))
                .toList();
    }

    private Set<String> runs(TargetTable table) {
        return loading.getOrDefault(table.target().qualified().quoted(), Set.of());
    }
}
