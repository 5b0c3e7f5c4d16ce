package dev.dagrunr.migration.step;

import dev.dagrunr.dag.TaskFailedException;
import dev.dagrunr.migration.MigrationParams;
import dev.dagrunr.migration.schema.SourceSchema;
import dev.dagrunr.migration.schema.Table;
import dev.dagrunr.migration.transform.SourceColumn;
import dev.dagrunr.migration.transform.Transformers;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Row filters and transformers, held against the tables that there are while nothing has been changed. */
record RequestedChanges(MigrationParams params, Transformers transformers) {

    /** Reports all that is wrong at once; the session only reads. */
    void check(Connection source, SourceSchema schema) throws SQLException {
        var problems = new ArrayList<String>();
        var all = transformers(problems);
        var columns = schema.tables().stream()
                .filter(Table::holdsRows)
                .flatMap(table -> columns(table).stream())
                .toList();
        all.unused(columns)
                .forEach(name -> problems.add("No column of a migrated table matches transformer '" + name + "'"));
        var filters = new RowFilters(params.rowFilters());
        filters.unused(schema.tables().stream()
                        .filter(Table::holdsRows)
                        .map(Table::name)
                        .toList())
                .forEach(glob ->
                        problems.add("No migrated table with rows of its own matches row filter '" + glob + "'"));
        for (var table : schema.tables()) {
            if (table.holdsRows()) {
                problems.addAll(filters.problems(source, table.name()));
                check(all, table, problems);
            }
        }
        if (!problems.isEmpty()) {
            throw new TaskFailedException(String.join("; ", problems));
        }
    }

    private Transformers transformers(List<String> problems) {
        try {
            return transformers.withNamed(params.transformColumns());
        } catch (IllegalArgumentException e) {
            problems.add(String.valueOf(e.getMessage()));
            return transformers;
        }
    }

    private static void check(Transformers all, Table table, List<String> problems) {
        try {
            all.of(table.name().schema(), table.name().name(), columns(table)).check();
        } catch (IllegalArgumentException e) {
            problems.add(String.valueOf(e.getMessage()));
        }
    }

    static List<SourceColumn> columns(Table table) {
        return table.writtenColumns().stream()
                .map(column -> new SourceColumn(
                        table.name().schema(),
                        table.name().name(),
                        column.name(),
                        column.type().sql()))
                .toList();
    }
}
