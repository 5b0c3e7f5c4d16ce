package dev.dagrunr.migration.transform;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What happens to the values of one table. Immutable.
 *
 * @param columns of the table, in order
 * @param steps on single columns, in the order in which they are done
 * @param rows done after the steps
 */
public record TableTransform(List<SourceColumn> columns, List<Step> steps, List<RowTransformer> rows) {
    /** One transformer of one column. */
    public record Step(SourceColumn column, ColumnTransformer transformer) {}

    public TableTransform {
        columns = List.copyOf(columns);
        steps = List.copyOf(steps);
        rows = List.copyOf(rows);
    }

    /** Whether every value arrives as it is. */
    public boolean isNothing() {
        return steps.isEmpty() && rows.isEmpty();
    }

    /** Columns that may arrive changed, in the table's order: all of them when there is a transformer of rows. */
    public Set<String> changed() {
        return columns.stream()
                .filter(column -> !rows.isEmpty()
                        || steps.stream().anyMatch(step -> step.column().equals(column)))
                .map(SourceColumn::name)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** @throws IllegalArgumentException naming a column that its transformer cannot serve */
    public void check() {
        steps.forEach(step -> step.transformer().check(step.column()));
    }

    /** Lets all of it happen to a row. */
    public void apply(Row row) {
        for (var step : steps) {
            var name = step.column().name();
            row.set(name, step.transformer().transform(row.value(name), step.column()));
        }
        rows.forEach(transformer -> transformer.transform(row));
    }
}
