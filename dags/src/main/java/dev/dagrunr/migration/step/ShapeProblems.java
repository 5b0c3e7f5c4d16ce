package dev.dagrunr.migration.step;

import dev.dagrunr.migration.source.ColumnShape;
import dev.dagrunr.migration.source.TableShape;
import dev.dagrunr.migration.source.TypeMapping;
import dev.dagrunr.migration.sql.Identifier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** What a target could not have, or not have twice, of the tables that a source says it has. */
record ShapeProblems(TypeMapping types) {
    /** One sentence each, without a full stop; empty when all can be had. The caller may add to it. */
    List<String> of(List<TableShape> tables) {
        var problems = new ArrayList<String>();
        var names = new HashSet<String>();
        for (var table : tables) {
            if (!names.add(table.name())) {
                problems.add("it has two tables '" + table.name() + "'");
            }
            check("a table", table.name(), problems);
            if (table.columns().isEmpty()) {
                problems.add("table '" + table.name() + "' has no columns");
            }
            checkColumns(table, problems);
        }
        return problems;
    }

    private void checkColumns(TableShape table, List<String> problems) {
        var names = new HashSet<String>();
        for (var column : table.columns()) {
            if (!names.add(column.name())) {
                problems.add("table '" + table.name() + "' has two columns '" + column.name() + "'");
            }
            check("a column of table '" + table.name() + "'", column.name(), problems);
            checkType(table, column, problems);
        }
        table.primaryKey().stream()
                .filter(key -> !names.contains(key))
                .map(key -> "the primary key of table '" + table.name() + "' names '" + key
                        + "', which is none of its columns")
                .forEach(problems::add);
    }

    private void checkType(TableShape table, ColumnShape column, List<String> problems) {
        try {
            types.targetType(column.type());
        } catch (IllegalArgumentException e) {
            problems.add("column '" + column.name() + "' of table '" + table.name() + "': " + e.getMessage());
        }
    }

    private static void check(String what, String name, List<String> problems) {
        try {
            new Identifier(name);
        } catch (IllegalArgumentException e) {
            problems.add("the name of " + what + " is empty or holds a NUL");
        }
    }
}
