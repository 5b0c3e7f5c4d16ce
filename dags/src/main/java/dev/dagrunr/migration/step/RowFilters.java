package dev.dagrunr.migration.step;

import dev.dagrunr.migration.schema.ObjectName;
import dev.dagrunr.migration.schema.TableGlob;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Conditions of SQL by table globs; of several that match a table, rows must meet all. Immutable. */
record RowFilters(Map<String, String> byGlob) {
    RowFilters {
        byGlob = Map.copyOf(byGlob);
    }

    /** Null when all rows of the table are wanted. */
    @Nullable String of(ObjectName table) {
        var conditions = byGlob.entrySet().stream()
                .filter(filter -> TableGlob.of(filter.getKey()).matches(table))
                .sorted(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue)
                .toList();
        return switch (conditions.size()) {
            case 0 -> null;
            case 1 -> conditions.get(0);
            // the line break ends a comment that a condition may end with
            default -> conditions.stream().map(each -> "(" + each + "\n)").collect(Collectors.joining(" and "));
        };
    }

    List<String> unused(List<ObjectName> tables) {
        return byGlob.keySet().stream()
                .filter(glob -> tables.stream().noneMatch(TableGlob.of(glob)::matches))
                .sorted()
                .toList();
    }

    /** Lets the server read the condition, without reading a row. */
    List<String> problems(Connection source, ObjectName table) throws SQLException {
        var condition = of(table);
        if (condition == null) {
            return List.of();
        }
        var savepoint = source.getAutoCommit() ? null : source.setSavepoint();
        try (var statement = source.createStatement()) {
            statement.execute(
                    "select from only " + table.qualified().quoted() + " where (" + condition + "\n) limit 0");
            return List.of();
        } catch (SQLException e) {
            if (e.getSQLState() == null
                    || !e.getSQLState().startsWith("42") && !e.getSQLState().startsWith("22")) {
                throw e;
            }
            if (savepoint != null) {
                source.rollback(savepoint);
            }
            return List.of("The row filter of table " + table + " is wrong: "
                    + String.valueOf(e.getMessage()).strip().replaceAll("\\s*\\R\\s*", " "));
        }
    }
}
