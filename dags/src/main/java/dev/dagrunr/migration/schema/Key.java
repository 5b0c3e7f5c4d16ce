package dev.dagrunr.migration.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A primary key or unique constraint and the index behind it, which has the same name. Immutable.
 *
 * @param columns in key order, without included ones
 * @param definition all of it, as {@code alter table … add constraint} takes it
 * @param temporal whether it ends in {@code WITHOUT OVERLAPS} (from 18): no index built before can become it
 */
public record Key(
        String name,
        List<String> columns,
        String definition,
        boolean deferrable,
        boolean initiallyDeferred,
        boolean temporal,
        Index index,
        @Nullable String comment) {
    public Key {
        columns = List.copyOf(columns);
    }
}
