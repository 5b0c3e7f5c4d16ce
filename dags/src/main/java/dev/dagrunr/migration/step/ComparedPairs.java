package dev.dagrunr.migration.step;

import dev.dagrunr.migration.schema.Column;
import dev.dagrunr.migration.schema.Table;
import dev.dagrunr.migration.transform.Transformers;
import dev.dagrunr.migration.validation.TablePair;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What of a table can be compared after a migration that left out rows or changed values. Immutable. */
record ComparedPairs(RowFilters filters, Transformers transformers) {

    TablePair of(Table table, String targetSchema) {
        var name = table.name();
        var transform = transformers.of(name.schema(), name.name(), RequestedChanges.columns(table));
        var changed = transform.changed();
        var key = table.primaryKey();
        // what the server computes of a column that was changed is another value, too
        var columns = table.columns().stream()
                .filter(column -> changed.isEmpty() || column.generation() == Column.Generation.NONE)
                .map(Column::name)
                .filter(column -> !changed.contains(column))
                .toList();
        var where = filters.of(name);
        return new TablePair(
                name.schema(),
                name.name(),
                targetSchema,
                name.name(),
                columns,
                key == null || key.temporal() || key.columns().stream().anyMatch(changed::contains)
                        ? List.of()
                        : key.columns(),
                where,
                note(where, List.copyOf(changed)));
    }

    private static @Nullable String note(@Nullable String where, List<String> changed) {
        var notes = new ArrayList<String>();
        if (where != null) {
            notes.add("only rows that meet the row filter");
        }
        if (!changed.isEmpty()) {
            notes.add("without " + String.join(", ", changed) + ", which transformers change");
        }
        return notes.isEmpty() ? null : "compared " + String.join(", and ", notes);
    }
}
