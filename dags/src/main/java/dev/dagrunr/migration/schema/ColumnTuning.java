package dev.dagrunr.migration.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a column that change no value. Immutable.
 *
 * @param storage PLAIN, EXTERNAL, EXTENDED or MAIN; null when it is the type's own
 * @param compression {@code pglz} or {@code lz4}; null when it is the server's default
 * @param statisticsTarget null when it is the server's default
 * @param options as {@code name=value}, such as {@code n_distinct=-0.5}
 */
public record ColumnTuning(
        @Nullable String storage,
        @Nullable String compression,
        @Nullable Integer statisticsTarget,
        List<String> options) {
    public ColumnTuning {
        options = List.copyOf(options);
    }
}
