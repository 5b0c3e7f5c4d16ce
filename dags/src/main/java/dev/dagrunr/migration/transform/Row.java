package dev.dagrunr.migration.transform;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One row on its way, only valid while it is transformed. Confined to the thread that it is given to. */
public interface Row {
    /** In the order of the table; without generated columns, which the target computes. */
    List<SourceColumn> columns();

    /**
     * The value as text; null for NULL.
     *
     * @throws IllegalArgumentException when there is no such column
     */
    @Nullable String value(String column);

    /**
     * @param value as the target's server reads it; null for NULL
     * @throws IllegalArgumentException when there is no such column
     */
    void set(String column, @Nullable String value);
}
