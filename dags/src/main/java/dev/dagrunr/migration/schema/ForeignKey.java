package dev.dagrunr.migration.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A foreign key. Immutable.
 *
 * @param definition as {@code alter table … add constraint} takes it, with {@code NOT VALID} when it is not validated
 * @param validated whether all rows are known to obey
 */
public record ForeignKey(
        String name,
        List<String> columns,
        ObjectName referencedTable,
        List<String> referencedColumns,
        String definition,
        boolean validated,
        @Nullable String comment) {
    public ForeignKey {
        columns = List.copyOf(columns);
        referencedColumns = List.copyOf(referencedColumns);
    }
}
